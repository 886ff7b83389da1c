package io.latentlake.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory with a limit on how many bytes a reader may read. Reading might not end if a
 * file names the same bytes for each of its parts, or if a reader treats the end of the data as
 * zeros.
 */
final class BudgetedInput extends ImageInputStreamImpl {
  private static final long TIMES = 16;
  private static final long AT_LEAST = 1 << 20;

  private static final int MOST_ENDS = 1_000;

  private final byte[] file;
  private long left;
  private int ends;

  BudgetedInput(byte[] file) {
    this.file = file;
    this.left = TIMES * file.length + AT_LEAST;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    if (streamPos >= file.length) {
      return end();
    }
    spend(1);
    return file[(int) streamPos++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= file.length) {
      return end();
    }
    int read = (int) Math.min(length, file.length - streamPos);
    spend(read);
    System.arraycopy(file, (int) streamPos, into, offset, read);
    streamPos += read;
    return read;
  }

  private int end() throws IOException {
    ends++;
    if (ends > MOST_ENDS) {
      throw new IOException("the file is cut off");
    }
    return -1;
  }

  private void spend(int bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw new IOException("the file refers to the same bytes too many times");
    }
  }

  @Override
  public long length() {
    return file.length;
  }
}
