package io.latentlake.report;

import io.latentlake.image.Picture;
import io.latentlake.model.InferenceModel;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reconstructs a few images as pictures. */
final class Reconstructor {

  /** Images at a time: enough to be quick, few enough for large images. */
  private static final int MINIBATCH = 16;

  private final InferenceModel model;

  Reconstructor(InferenceModel model) {
    this.model = model;
  }

  /**
   * A reconstruction of an image.
   *
   * @param image the reconstruction
   * @param error reconstruction error; lower is better
   */
  record Reconstruction(BufferedImage image, double error) {}

  /** Reconstructs images of the model's shape, in their order. */
  List<Reconstruction> reconstruct(List<StoredImage> images) {
    List<Reconstruction> all = new ArrayList<>();
    for (int from = 0; from < images.size(); from += MINIBATCH) {
      all.addAll(minibatch(images.subList(from, Math.min(images.size(), from + MINIBATCH))));
    }
    return all;
  }

  private List<Reconstruction> minibatch(List<StoredImage> images) {
    byte[][] pixels =
        model.seen(
            images.stream().map(StoredImage::id).toArray(String[]::new),
            images.stream().map(StoredImage::pixels).toArray(byte[][]::new));
    model.given(
        images.stream()
            .map(image -> image.label().isEmpty() ? null : image.label())
            .toArray(String[]::new));
    List<Reconstruction> made = new ArrayList<>();
    MemoryWorkspace scope = model.scope();
    try {
      INDArray input = model.input(pixels);
      INDArray decoded = model.reconstructions(input).decoded();
      double[] errors = model.reconstructionError(input, decoded);
      byte[][] reconstructed = model.storedPixels(decoded);
      for (int i = 0; i < errors.length; i++) {
        made.add(new Reconstruction(Picture.of(model.shape(), reconstructed[i]), errors[i]));
      }
    } finally {
      scope.close();
    }
    return made;
  }
}
