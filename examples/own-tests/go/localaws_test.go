package localaws

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

var aws *LocalAWS

func TestMain(tests *testing.M) {
	command := os.Getenv("LOCAL_AWS_COMMAND")
	if command == "" {
		command = "hallpass local"
	}
	var err error
	if aws, err = Start(strings.Fields(command)...); err != nil {
		panic(err)
	}
	aws.Setenv()
	code := tests.Run()
	aws.Close()
	os.Exit(code)
}

func TestWhoCalls(t *testing.T) {
	said, err := exec.Command("aws", "sts", "get-caller-identity", "--query", "Arn", "--output", "text").Output()
	if err != nil {
		t.Fatal(err)
	}
	if arn := strings.TrimSpace(string(said)); arn != "arn:aws:iam::111122223333:user/admin" {
		t.Errorf("%s is not the administrator", arn)
	}
}
