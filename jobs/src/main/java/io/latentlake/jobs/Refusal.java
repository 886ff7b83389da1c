package io.latentlake.jobs;

import io.latentlake.backend.UnavailableBackendException;
import io.latentlake.config.ConfigurationException;
import io.latentlake.image.ingest.InvalidSourceException;
import io.latentlake.model.IncompatibleModelException;
import io.latentlake.provenance.Redaction;
import io.latentlake.table.InvalidTableException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkException;

/** Tells user errors from failures, and describes either in one line. */
final class Refusal {
  private static final Pattern WHILE_READING =
      Pattern.compile("error while reading file (\\S+?)[.] Details:");

  /** As Hadoop writes it in its message. */
  private static final String S3 = "scheme \"s3\"";

  private Refusal() {}

  /** Whether a plan was refused because of what the user asked for. */
  static boolean ofPlan(Throwable thrown) {
    return thrown instanceof IllegalArgumentException
        || thrown instanceof FileNotFoundException
        || thrown instanceof UncheckedIOException io
            && io.getCause() instanceof FileNotFoundException
        || ofRun(thrown);
  }

  /**
   * Whether a run was refused because of the user's request before it wrote anything; in a
   * pipeline, before the failing step did.
   */
  static boolean ofRun(Throwable thrown) {
    return thrown instanceof ConfigurationException
        || thrown instanceof InvalidSourceException
        || thrown instanceof InvalidTableException
        || thrown instanceof IncompatibleModelException
        || thrown instanceof UnavailableBackendException
        || thrown instanceof StepRefusedException
        || unknownStorage(thrown).isPresent();
  }

  /** The failure to find a file system for the scheme of a URI, wherever it was caught. */
  private static Optional<UnsupportedFileSystemException> unknownStorage(Throwable thrown) {
    for (Throwable at = thrown; at != null && at != at.getCause(); at = at.getCause()) {
      if (at instanceof UnsupportedFileSystemException) {
        return Optional.of((UnsupportedFileSystemException) at);
      }
    }
    return Optional.empty();
  }

  /** What to write instead of a scheme that Hadoop no longer has. */
  private static Optional<String> remedy(Throwable thrown) {
    return unknownStorage(thrown)
        .filter(storage -> String.valueOf(storage.getMessage()).contains(S3))
        .map(storage -> "write s3a: instead of s3:");
  }

  /** The message of a failure in one line. */
  static String message(Throwable thrown) {
    Throwable cause = thrown;
    while (isWrapper(cause) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    Optional<String> file = unreadableFile(thrown);
    if (file.isPresent()) {
      boolean gone = cause instanceof FileNotFoundException && file.get().contains("/run_id=");
      return Redaction.redact(
          gone
              ? file.get()
                  + " is gone: another run replaced it while it was read; run the command again"
              : file.get() + " cannot be read: " + text(cause));
    }
    String text = text(cause);
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String rootText = text(root);
    String full = text.contains(rootText) ? text : text + ": " + rootText;
    // A refused step has it in its own message
    String remedy = remedy(thrown).filter(r -> !full.contains(r)).map(r -> "; " + r).orElse("");
    return Redaction.redact(full + remedy);
  }

  /** The file that a task was reading when it failed; only Spark's wrapper names it. */
  private static Optional<String> unreadableFile(Throwable thrown) {
    for (Throwable at = thrown; at != null && at != at.getCause(); at = at.getCause()) {
      Matcher found = WHILE_READING.matcher(String.valueOf(at.getMessage()));
      if (found.find()) {
        return Optional.of(found.group(1));
      }
    }
    return Optional.empty();
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof SparkException
        || thrown instanceof ExecutionException
        || thrown instanceof CompletionException
        || thrown instanceof InvocationTargetException;
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    if (message == null || message.isBlank()) {
      return thrown.getClass().getSimpleName();
    }
    boolean lines = thrown instanceof ConfigurationException;
    // The message of a library may hold a whole stack trace
    String shown = lines ? message : message.lines().findFirst().orElse(message);
    boolean ours = thrown.getClass().getName().startsWith("io.latentlake.");
    boolean plain = ours || thrown.getClass() == IllegalArgumentException.class;
    return plain
            || thrown instanceof IllegalStateException
            || thrown instanceof UncheckedIOException
        ? shown
        : thrown.getClass().getSimpleName() + ": " + shown;
  }
}
