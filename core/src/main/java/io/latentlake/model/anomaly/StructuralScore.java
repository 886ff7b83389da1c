package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.image.StructuralSimilarity;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.OnnxSimilarity;
import io.latentlake.onnx.Tensor;
import java.util.Arrays;

/**
 * A score made from 1 − structural similarity at each pixel, a mean over channels: it heeds
 * structure and contrast more than brightness.
 */
abstract class StructuralScore extends PooledPictureScore {
  private static final long serialVersionUID = 1L;

  StructuralScore(Pooling pooling) {
    super(pooling);
  }

  @Override
  final String map() {
    return "structural dissimilarity";
  }

  @Override
  public final String unit(ModelOptions model) {
    return "structural dissimilarity";
  }

  @Override
  final float[] map(ImageShape shape, double[] image, double[] reconstruction) {
    StructuralSimilarity similarity = new StructuralSimilarity(shape.height(), shape.width());
    float[] map = new float[shape.height() * shape.width()];
    for (int from = 0; from < image.length; from += map.length) {
      int to = from + map.length;
      double[] alike =
          similarity.map(
              Arrays.copyOfRange(image, from, to), Arrays.copyOfRange(reconstruction, from, to));
      for (int i = 0; i < map.length; i++) {
        map[i] += (float) ((1 - alike[i]) / shape.channels());
      }
    }
    return map;
  }

  @Override
  final Tensor map(OnnxReconstructions found) {
    Tensor alike = new OnnxSimilarity(found.images(), found.pixels()).map();
    return alike.from(1).sumOfFirst().over(found.model().shape().channels());
  }
}
