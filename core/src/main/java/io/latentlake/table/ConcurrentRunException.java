package io.latentlake.table;

import java.io.FileNotFoundException;
import org.apache.hadoop.fs.Path;

/** Another run writes the same place at this moment, or has just done so. */
public final class ConcurrentRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message which run writes where, and what to do
   */
  public ConcurrentRunException(String message) {
    super(message);
  }

  /**
   * Tells of a file that has gone.
   *
   * @param file a file of a run that was committed
   * @param cause how that was found
   * @return the exception
   */
  public static ConcurrentRunException replaced(Path file, FileNotFoundException cause) {
    ConcurrentRunException replaced =
        new ConcurrentRunException(
            file + " has gone: another run has replaced it while it was read; run it again");
    replaced.initCause(cause);
    return replaced;
  }
}
