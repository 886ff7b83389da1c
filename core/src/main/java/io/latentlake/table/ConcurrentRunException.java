package io.latentlake.table;

import java.io.FileNotFoundException;
import org.apache.hadoop.fs.Path;

/** Another run is writing the same place, or has just done so. */
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
   * An exception for a file that is gone.
   *
   * @param file a file of a run that was committed
   * @param cause the failure to read it
   * @return the exception
   */
  public static ConcurrentRunException replaced(Path file, FileNotFoundException cause) {
    ConcurrentRunException replaced =
        new ConcurrentRunException(
            file + " is gone: another run replaced it while it was read; run the command again");
    replaced.initCause(cause);
    return replaced;
  }
}
