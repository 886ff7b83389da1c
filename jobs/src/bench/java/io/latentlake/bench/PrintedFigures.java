package io.latentlake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Figures that a process prints on standard output, a line each: {@code train_images_per_second
 * 1234.5}. Other lines are passed over; what it says on standard error goes to ours.
 *
 * @param name of the process, for messages
 * @param process how to start it
 */
record PrintedFigures(String name, ProcessBuilder process) {
  private static final Pattern FIGURE =
      Pattern.compile("([a-z0-9_]+_images_per_second)[ \\t=:]+([0-9.]+(?:[eE][+-]?[0-9]+)?)\\s*");

  /** Runs the process to its end. */
  Map<String, Double> read() throws IOException, InterruptedException {
    Process running = process.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out;
    try {
      running.getOutputStream().close();
      out = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = running.waitFor();
      if (status != 0) {
        throw new IOException(name + " ended with status " + status + ": " + out.strip());
      }
    } finally {
      running.destroy();
    }
    return parse(out);
  }

  private static Map<String, Double> parse(String out) {
    Map<String, Double> figures = new LinkedHashMap<>();
    out.lines()
        .map(FIGURE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> figures.put(line.group(1), Double.valueOf(line.group(2))));
    return figures;
  }
}
