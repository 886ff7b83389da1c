package io.latentlake.model.anomaly;

import io.latentlake.onnx.Tensor;
import java.util.Arrays;

/** How a map of an image becomes a number. */
enum Pooling {
  /** The mean over all pixels. */
  MEAN("mean") {
    @Override
    double of(float[] map) {
      return mean(map, 0);
    }

    @Override
    Tensor of(Tensor map) {
      return map.mean();
    }
  },
  /** The mean over the hundredth of the pixels that is highest. */
  TOP("top 1 %") {
    @Override
    double of(float[] map) {
      float[] sorted = map.clone();
      Arrays.sort(sorted);
      return mean(sorted, sorted.length - top(sorted.length));
    }

    @Override
    Tensor of(Tensor map) {
      return map.highest(top(map.values())).mean();
    }

    private static int top(int pixels) {
      return Math.max(1, Math.round(pixels / 100f));
    }
  },
  /** The highest pixel. */
  PEAK("peak") {
    @Override
    double of(float[] map) {
      float peak = Float.NEGATIVE_INFINITY;
      for (float value : map) {
        peak = Math.max(peak, value);
      }
      return peak;
    }

    @Override
    Tensor of(Tensor map) {
      return map.highest();
    }
  };

  private final String inWords;

  Pooling(String inWords) {
    this.inWords = inWords;
  }

  abstract double of(float[] map);

  /** The same as an ONNX graph computes it. */
  abstract Tensor of(Tensor map);

  String inWords() {
    return inWords;
  }

  private static double mean(float[] values, int from) {
    double sum = 0;
    for (int i = from; i < values.length; i++) {
      sum += values[i];
    }
    return sum / (values.length - from);
  }
}
