package io.latentlake.explain.method;

import io.latentlake.explain.Baseline;
import io.latentlake.explain.ExplanationRequest;
import io.latentlake.explain.Pixels;
import io.latentlake.image.ImageShape;

/** Images cut into segments, each of which is shown or covered by the baseline. */
final class SegmentedImages {
  private final ExplanationRequest request;
  private final Pixels covers;
  private final int count;
  private final int[][] segments;

  SegmentedImages(ExplanationRequest request, SegmentOptions options, Baseline baseline) {
    this.request = request;
    this.covers = baseline.of(request);
    Segmentation segmentation = new Segmentation(request.images().shape(), options);
    this.count = segmentation.count();
    this.segments = new int[request.count()][];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = segmentation.of(request.images().rows()[i]);
    }
  }

  /** Segments of each image. */
  int count() {
    return count;
  }

  /** An image of which some segments are shown. */
  float[] showing(int image, boolean[] shown) {
    float[] altered = covers.rows()[image].clone();
    float[] original = request.images().rows()[image];
    int area = segments[image].length;
    for (int j = 0; j < altered.length; j++) {
      if (shown[segments[image][j % area]]) {
        altered[j] = original[j];
      }
    }
    return altered;
  }

  /** The number at one covered image for each image. */
  double[] covered() {
    return request.values(covers);
  }

  /** What stands in for an image where it is covered. */
  float[] cover(int image) {
    return covers.rows()[image];
  }

  /** A map in which the pixels of a segment share its number. */
  float[] map(int image, double[] numbers) {
    int[] sizes = new int[count];
    for (int segment : segments[image]) {
      sizes[segment]++;
    }
    float[] map = new float[segments[image].length];
    for (int p = 0; p < map.length; p++) {
      int segment = segments[image][p];
      map[p] = (float) (numbers[segment] / sizes[segment]);
    }
    return map;
  }

  static long count(ImageShape shape, SegmentOptions options) {
    return new Segmentation(shape, options).count();
  }
}
