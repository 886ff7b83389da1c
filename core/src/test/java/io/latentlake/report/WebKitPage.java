package io.latentlake.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A page in JavaFX's WebKit, which runs in a process of its own: its native threads sometimes end a
 * JVM that exits normally by an abort.
 */
final class WebKitPage implements OpenPage {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIMEOUT_SECONDS = 120;

  private final Process process;
  private final BufferedReader answers;
  private final Writer expressions;

  /** What the process answers. */
  record Answer(
      @JsonProperty("value") String value, @JsonProperty("complaints") List<String> complaints) {}

  WebKitPage(Path file, int width) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                WebKitProcess.class.getName(),
                file.toUri().toString(),
                Integer.toString(width))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // A browser that hangs ends here, and its reader with it
    process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).whenComplete((p, e) -> close());
    answers = process.inputReader(StandardCharsets.UTF_8);
    expressions = process.outputWriter(StandardCharsets.UTF_8);
  }

  @Override
  public String evaluate(String expression) {
    return ask(expression).value();
  }

  @Override
  public List<String> complaints() {
    return ask("1").complaints();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private Answer ask(String expression) {
    try {
      expressions.write(JSON.writeValueAsString(expression) + "\n");
      expressions.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("WebKit ended without an answer to " + expression);
      }
      return JSON.readValue(answer, Answer.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
