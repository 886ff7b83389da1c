package io.latentlake.jobs;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that a command came to no good end: to people on standard error, by one line of JSON on
 * standard output, to the log, and by the exit status.
 *
 * @param command its name
 * @param out standard output
 * @param err standard error
 * @param verbose whether people want the stack trace, too
 */
record Ending(String command, PrintWriter out, PrintWriter err, boolean verbose) {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  /** What was asked for cannot be. */
  int refused(Throwable thrown) {
    Refusal.message(thrown).lines().forEach(line -> err.println("latentlake: " + line));
    return end("refused", thrown, JobRunner.REFUSED);
  }

  /** What was asked for went wrong. */
  int failed(Throwable thrown) {
    err.println("latentlake: " + command + " failed: " + Refusal.message(thrown));
    return end("failed", thrown, JobRunner.FAILED);
  }

  /** The user wanted an end sooner than the command could come to one by itself. */
  int cutOff(Throwable thrown) {
    err.println("latentlake: " + command + " was cut off, and has removed what was half done");
    return end("stopped", thrown, JobRunner.FAILED);
  }

  private int end(String status, Throwable thrown, int exit) {
    if (verbose) {
      thrown.printStackTrace(err);
    }
    LOG.error(status, thrown);
    err.flush();
    Map<String, String> ending = new LinkedHashMap<>();
    ending.put("command", command);
    ending.put("status", status);
    ending.put("error", Refusal.message(thrown));
    out.println(RunRecords.line(ending));
    return exit;
  }
}
