package io.latentlake.explain;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    List<float[]> codes = new ArrayList<>(images.count());
    for (Pixels some : parts(images)) {
      try (MemoryWorkspace scope = model.scope()) {
        codes.addAll(Arrays.asList(OffHeap.rows(model.encode(array(some)).mean())));
      }
    }
    return codes.toArray(new float[0][]);
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
    List<float[]> made = new ArrayList<>(images.count());
    for (Pixels some : parts(images)) {
      try (MemoryWorkspace scope = model.scope()) {
        made.addAll(Arrays.asList(OffHeap.rows(model.reconstruct(array(some)))));
      }
    }
    return new Pixels(images.shape(), made.toArray(new float[0][]));
  }

  /** As many as the model should be shown at a time: there may be many images to compare with. */
  private List<Pixels> parts(Pixels images) {
    int most = model.mostImages();
    if (images.count() <= most) {
      return List.of(images);
    }
    List<Pixels> parts = new ArrayList<>();
    for (int first = 0; first < images.count(); first += most) {
      int last = Math.min(images.count(), first + most);
      parts.add(new Pixels(images.shape(), Arrays.copyOfRange(images.rows(), first, last)));
    }
    return parts;
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
