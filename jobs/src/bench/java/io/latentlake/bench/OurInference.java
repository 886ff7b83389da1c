package io.latentlake.bench;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import io.latentlake.score.ImageScorer;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The product's inference form at work. */
@SuppressWarnings("try") // a memory scope is only opened and closed
final class OurInference implements InferenceEngine {
  private final DrawnImages images;
  private final InferenceModel model;
  private final ImageScorer scorer;
  private final INDArray x;
  private final INDArray latents;

  OurInference(Network network, DrawnImages images) {
    this.images = images;
    this.model = OurNetwork.trained(network, images).inferenceModel();
    this.scorer = new ImageScorer(model, 0, 0, OurNetwork.SEED);
    this.x = model.input(images.pixels());
    this.latents =
        Nd4j.createFromArray(images.noise(network.latent()))
            .reshape(images.count(), network.latent());
  }

  @Override
  public Object reconstruct() {
    try (MemoryWorkspace scope = model.scope()) {
      return model.reconstruct(x);
    }
  }

  @Override
  public Object score() {
    return scorer.score(images.ids(), images.pixels());
  }

  @Override
  public Object embed() {
    try (MemoryWorkspace scope = model.scope()) {
      return OffHeap.rows(model.encode(model.input(images.pixels())).mean());
    }
  }

  @Override
  public Object decode() {
    try (MemoryWorkspace scope = model.scope()) {
      return model.decode(latents);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
