package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import java.util.Optional;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model as explanations see it: plain numbers in and out.
 *
 * @param model used by one thread at a time; not closed here
 */
@SuppressWarnings("try") // a memory scope is only opened and closed
public record ModelView(InferenceModel model) implements ExplainedModel {
  @Override
  public float[][] encode(Pixels images) {
    try (MemoryWorkspace scope = model.scope()) {
      return OffHeap.rows(model.encode(array(images)).mean());
    }
  }

  @Override
  public Optional<float[][]> logVariances(Pixels images) {
    try (MemoryWorkspace scope = model.scope()) {
      return model.encode(array(images)).logVariance().map(OffHeap::rows);
    }
  }

  @Override
  public Pixels decode(float[][] codes) {
    try (MemoryWorkspace scope = model.scope()) {
      return pixels(model.decodedPixels(model.decode(Nd4j.create(codes))));
    }
  }

  @Override
  public boolean decodesLatents() {
    return model.decodesLatents();
  }

  @Override
  public boolean reconstructs() {
    return model.reconstructs();
  }

  @Override
  public Pixels reconstruct(Pixels images) {
    try (MemoryWorkspace scope = model.scope()) {
      return pixels(model.reconstruct(array(images)));
    }
  }

  private Pixels pixels(INDArray array) {
    return new Pixels(model.shape(), OffHeap.rows(array));
  }

  /** Images as the model takes them. */
  INDArray array(Pixels images) {
    ImageShape shape = images.shape();
    int length = shape.values();
    float[] all = new float[images.count() * length];
    for (int i = 0; i < images.count(); i++) {
      System.arraycopy(images.rows()[i], 0, all, i * length, length);
    }
    return model.input(all);
  }
}
