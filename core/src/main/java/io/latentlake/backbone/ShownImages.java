package io.latentlake.backbone;

import io.latentlake.image.ImageShape;
import io.latentlake.image.Resampling;
import io.latentlake.onnx.ElementType;
import io.latentlake.onnx.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Images as a backbone is shown them: resized, in its number of channels, less the mean and divided
 * by the deviation of each. For one thread.
 */
final class ShownImages {
  // grey of a colour, as ITU-R BT.601 weighs it
  private static final float[] GREY = {0.299f, 0.587f, 0.114f};
  private static final int WHITE = 255;

  /** More than a half, so that resized pixels halfway between two whole numbers all go up. */
  private static final double HALF = 0.5 + 1 / 1024.0;

  private final ImageShape from;
  private final ImageShape to;
  private final boolean wholeNumbers;
  private final float[] mean;
  private final float[] deviation;
  private final Resampling resampling;
  private final float[] plane;

  ShownImages(ImageShape from, ImageShape to, boolean wholeNumbers, BackboneUse backbone) {
    this.from = from;
    this.to = to;
    this.wholeNumbers = wholeNumbers;
    this.mean = perChannel(backbone.mean(), to.channels());
    this.deviation = perChannel(backbone.deviation(), to.channels());
    this.resampling = new Resampling(from.height(), from.width(), to.height(), to.width());
    this.plane = new float[from.height() * from.width()];
  }

  /** One number for each channel; a grey image has the mean of three. */
  private static float[] perChannel(List<Double> given, int channels) {
    float[] values = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      values[channel] =
          given.size() == channels
              ? given.get(channel).floatValue()
              : (float) given.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
    return values;
  }

  /** Shape of what is shown. */
  ImageShape shape() {
    return to;
  }

  /**
   * Writes an image as it is shown.
   *
   * @param images pixels in [0, 1], image by image, channel-major
   * @param image which, counted from 0
   * @param shown takes the values, channel-major
   * @param at where they are to begin
   */
  void write(float[] images, int image, float[] shown, int at) {
    int area = to.height() * to.width();
    for (int channel = 0; channel < to.channels(); channel++) {
      read(images, image * from.values(), channel);
      int start = at + channel * area;
      resampling.resize(plane, 0, shown, start);
      for (int i = start; i < start + area; i++) {
        shown[i] =
            wholeNumbers
                ? (float) Math.floor(WHITE * shown[i] + HALF)
                : (shown[i] - mean[channel]) / deviation[channel];
      }
    }
  }

  /**
   * Images as they are shown, as an ONNX graph computes it.
   *
   * @param images pixels in [0, 1], [channels, height, width]
   */
  Tensor onnx(Tensor images) {
    Tensor resized =
        (to.channels() < from.channels() ? grey(images) : images)
            .filtered(resampling.rowShares(), resampling.columnShares());
    Tensor all =
        Tensor.joined(
            to.channels() > from.channels()
                ? Collections.nCopies(to.channels(), resized)
                : List.of(resized));
    return wholeNumbers
        ? all.times(WHITE).plus(HALF).floor().as(ElementType.UINT8)
        : all.minus(ofChannels(all, mean)).over(ofChannels(all, deviation));
  }

  private static Tensor ofChannels(Tensor like, float[] values) {
    double[] numbers = new double[values.length];
    Arrays.setAll(numbers, i -> values[i]);
    return like.constant(numbers, numbers.length, 1, 1);
  }

  private static Tensor grey(Tensor colours) {
    return colours.times(ofChannels(colours, GREY)).sumOfFirst();
  }

  private void read(float[] images, int start, int channel) {
    boolean toGrey = to.channels() < from.channels();
    int source = start + (from.channels() == 1 ? 0 : channel * plane.length);
    for (int i = 0; i < plane.length; i++) {
      plane[i] =
          toGrey
              ? GREY[0] * images[start + i]
                  + GREY[1] * images[start + plane.length + i]
                  + GREY[2] * images[start + 2 * plane.length + i]
              : images[source + i];
    }
  }
}
