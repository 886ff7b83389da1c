package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import java.util.Optional;

/** Its codes are the pixels, and its reconstructions half of them. */
final class ToyModel implements ExplainedModel {
  private ImageShape shape;

  @Override
  public float[][] encode(Pixels images) {
    shape = images.shape();
    return images.rows();
  }

  @Override
  public Optional<float[][]> logVariances(Pixels images) {
    return Optional.of(new float[images.count()][images.shape().values()]);
  }

  @Override
  public Pixels decode(float[][] codes) {
    return new Pixels(shape, codes);
  }

  @Override
  public boolean decodesLatents() {
    return true;
  }

  @Override
  public boolean reconstructs() {
    return true;
  }

  @Override
  public Pixels reconstruct(Pixels images) {
    float[][] rows = new float[images.count()][images.shape().values()];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = images.rows()[i][j] / 2;
      }
    }
    return new Pixels(images.shape(), rows);
  }
}
