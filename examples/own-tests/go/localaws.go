// Package localaws runs a local AWS as a process of its own.
package localaws

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// LocalAWS is one that answers.
type LocalAWS struct {
	// Environment has what AWS tools and SDKs use it by: AWS_ENDPOINT_URL, AWS_REGION, the administrator's key.
	Environment map[string]string
	process     *exec.Cmd
}

// Start runs the command, e.g. "hallpass", "local", on a free port and waits until it answers.
func Start(command ...string) (*LocalAWS, error) {
	process := exec.Command(command[0], append(command[1:], "--quiet")...)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	environment := map[string]string{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		name, value, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		environment[name] = value
		// The last line is an empty session token: then all are there.
		if name == "AWS_SESSION_TOKEN" {
			return &LocalAWS{environment, process}, nil
		}
	}
	return nil, fmt.Errorf("%v has ended before it answered: %w", command, process.Wait())
}

// Setenv makes what this process starts, and its SDKs, find it, and nothing of the AWS of whoever runs it.
func (aws *LocalAWS) Setenv() {
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "AWS_") {
			os.Unsetenv(name)
		}
	}
	for name, value := range aws.Environment {
		os.Setenv(name, value)
	}
}

// Close stops it.
func (aws *LocalAWS) Close() error {
	if err := aws.process.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return aws.process.Wait()
}
