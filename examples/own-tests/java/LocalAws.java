import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A local AWS as a process of its own, for as long as it is not closed. */
public final class LocalAws implements AutoCloseable {
  private final Process process;
  private final Map<String, String> environment = new TreeMap<>();

  private LocalAws(Process process) {
    this.process = process;
  }

  /**
   * Starts it on a free port, and waits until it answers.
   *
   * @param command the words that start it, e.g. {@code "hallpass", "local"}
   */
  public static LocalAws start(String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of(command));
    words.add("--quiet");
    ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    LocalAws aws = new LocalAws(builder.start());
    var lines = aws.process.inputReader();
    // The last line is an empty session token: then all are there.
    while (!aws.environment.containsKey("AWS_SESSION_TOKEN")) {
      String line = lines.readLine();
      if (line == null) throw new IOException(words + " has ended before it answered");
      String[] parts = line.replaceFirst("^export ", "").split("=", 2);
      aws.environment.put(parts[0], parts[1]);
    }
    return aws;
  }

  /** What AWS tools and SDKs use it by: AWS_ENDPOINT_URL, AWS_REGION, the administrator's key. */
  public Map<String, String> environment() {
    return Collections.unmodifiableMap(environment);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
  }
}
