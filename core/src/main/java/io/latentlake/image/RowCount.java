package io.latentlake.image;

import io.latentlake.table.RejectReason;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/**
 * Counts the rows that the GIF reader decodes. The reader silently leaves pixels black if the data
 * end early, and continues after the last row while there are data.
 */
final class RowCount implements IIOReadProgressListener {
  private float percent;

  void requireAll() throws ImageRejectedException {
    if (percent < 100) {
      throw new ImageRejectedException(
          RejectReason.CORRUPT, "gif: the data end after " + percent + " % of the rows");
    }
  }

  @Override
  public void imageProgress(ImageReader source, float percentageDone) {
    percent = percentageDone;
    if (percent > 100) {
      source.abort();
    }
  }

  @Override
  public void sequenceStarted(ImageReader source, int minIndex) {}

  @Override
  public void sequenceComplete(ImageReader source) {}

  @Override
  public void imageStarted(ImageReader source, int imageIndex) {}

  @Override
  public void imageComplete(ImageReader source) {}

  @Override
  public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

  @Override
  public void thumbnailProgress(ImageReader source, float percentageDone) {}

  @Override
  public void thumbnailComplete(ImageReader source) {}

  @Override
  public void readAborted(ImageReader source) {}
}
