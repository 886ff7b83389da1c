package io.latentlake.model.anomaly;

import io.latentlake.image.GaussianBlur;
import io.latentlake.image.ImageShape;
import io.latentlake.model.AnomalyScore;
import io.latentlake.model.OnnxReconstructions;
import io.latentlake.model.Reconstructions;
import io.latentlake.onnx.Tensor;
import java.util.Arrays;

/**
 * A map of an image, made smooth by a Gaussian blur and pooled. A small defect that a sum over the
 * image would drown stands out; a single odd pixel does not.
 */
abstract class PooledMapScore implements AnomalyScore {
  private static final long serialVersionUID = 1L;

  private final Pooling pooling;

  PooledMapScore(Pooling pooling) {
    this.pooling = pooling;
  }

  /** For each image a value at each pixel, row by row; high is anomalous. */
  abstract float[][] maps(Reconstructions found);

  /** The same as an ONNX graph computes it, [1, height, width]. */
  abstract Tensor map(OnnxReconstructions found);

  /** What the map shows, in words that follow "of the blurred". */
  abstract String map();

  @Override
  public final String inWords() {
    return pooling.inWords() + " of the blurred " + map();
  }

  @Override
  public final double[] perImage(Reconstructions found) {
    ImageShape shape = found.model().shape();
    return Arrays.stream(maps(found)).mapToDouble(map -> pooled(shape, map)).toArray();
  }

  @Override
  public final Tensor onnx(OnnxReconstructions found) {
    return pooling.of(found.smooth(map(found)));
  }

  /** Blurs and pools a map of an image of that shape. */
  final double pooled(ImageShape shape, float[] map) {
    GaussianBlur blur = GaussianBlur.ofMap(shape.height(), shape.width());
    return pooling.of(blur.blur(new ImageShape(1, shape.height(), shape.width()), map));
  }
}
