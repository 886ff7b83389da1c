package io.latentlake.jobs;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports a failed command: as text on standard error, as one line of JSON on standard output, in
 * the log, and by the exit status.
 *
 * @param command its name
 * @param out standard output
 * @param err standard error
 * @param verbose whether to show the stack trace, too
 */
record FailureReport(String command, PrintWriter out, PrintWriter err, boolean verbose) {
  private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);

  /** The request is wrong or cannot be met. */
  int refused(Throwable thrown) {
    Refusal.message(thrown).lines().forEach(line -> err.println("latentlake: " + line));
    return end("refused", thrown, JobRunner.REFUSED);
  }

  /** The command went wrong while it ran. */
  int failed(Throwable thrown) {
    err.println("latentlake: " + command + " failed: " + Refusal.message(thrown));
    return end("failed", thrown, JobRunner.FAILED);
  }

  /** The user stopped the command before its end. */
  int stopped(Throwable thrown) {
    err.println("latentlake: " + command + " was stopped; unfinished output was removed");
    return end("stopped", thrown, JobRunner.FAILED);
  }

  private int end(String status, Throwable thrown, int exit) {
    if (verbose) {
      thrown.printStackTrace(err);
    }
    LOG.error(status, thrown);
    err.flush();
    Map<String, String> report = new LinkedHashMap<>();
    report.put("command", command);
    report.put("status", status);
    report.put("error", Refusal.message(thrown));
    out.println(RunRecords.line(report));
    return exit;
  }
}
