import java.util.Arrays;

/** Runs a command against a local AWS of its own: {@code java Lab hallpass local -- aws sts get-caller-identity}. */
public final class Lab {
  public static void main(String[] arguments) throws Exception {
    int end = Arrays.asList(arguments).indexOf("--");
    int code;
    try (LocalAws aws = LocalAws.start(Arrays.copyOfRange(arguments, 0, end))) {
      var tool = new ProcessBuilder(Arrays.copyOfRange(arguments, end + 1, arguments.length)).inheritIO();
      // Nothing of the AWS of whoever runs it.
      tool.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
      tool.environment().putAll(aws.environment());
      code = tool.start().waitFor();
    }
    System.exit(code);
  }
}
