package io.latentlake.explain;

import io.latentlake.image.GaussianBlur;
import io.latentlake.image.ImageShape;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an image is compared with: a picture of the same size that shows nothing in particular. */
public enum Baseline {
  /** Intensity 0 everywhere. */
  BLACK {
    @Override
    float[] of(ImageShape shape, float[] image) {
      return new float[image.length];
    }
  },
  /** Intensity 1 everywhere. */
  WHITE {
    @Override
    float[] of(ImageShape shape, float[] image) {
      return filled(image.length, 1);
    }
  },
  /** Intensity 0.5 everywhere. */
  GREY {
    @Override
    float[] of(ImageShape shape, float[] image) {
      return filled(image.length, 0.5f);
    }
  },
  /** The image's own mean colour everywhere. */
  MEAN {
    @Override
    float[] of(ImageShape shape, float[] image) {
      int plane = shape.height() * shape.width();
      float[] baseline = new float[image.length];
      for (int c = 0; c < shape.channels(); c++) {
        double sum = 0;
        for (int p = 0; p < plane; p++) {
          sum += image[c * plane + p];
        }
        Arrays.fill(baseline, c * plane, (c + 1) * plane, (float) (sum / plane));
      }
      return baseline;
    }
  },
  /** The image after a Gaussian blur whose deviation is a tenth of the longer side. */
  BLURRED {
    @Override
    float[] of(ImageShape shape, float[] image) {
      return GaussianBlur.ofDeviation(Math.max(shape.height(), shape.width()) / 10.0)
          .blur(shape, image);
    }
  };

  /**
   * Reads a baseline from its name.
   *
   * @param name such as {@code black}
   * @return the baseline
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Baseline parse(String name) {
    for (Baseline baseline : values()) {
      if (baseline.toString().equals(name)) {
        return baseline;
      }
    }
    throw new IllegalArgumentException(
        "explain.baseline is "
            + name
            + "; allowed are "
            + Arrays.stream(values()).map(Baseline::toString).collect(Collectors.joining(", ")));
  }

  /** Baseline of one image, channel-major, in a new array. */
  abstract float[] of(ImageShape shape, float[] image);

  Pixels of(Pixels images) {
    float[][] baselines = new float[images.count()][];
    for (int i = 0; i < baselines.length; i++) {
      baselines[i] = of(images.shape(), images.rows()[i]);
    }
    return new Pixels(images.shape(), baselines);
  }

  /**
   * The name in options and tables.
   *
   * @return such as {@code black}
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static float[] filled(int length, float value) {
    float[] baseline = new float[length];
    Arrays.fill(baseline, value);
    return baseline;
  }
}
