package io.latentlake.picture;

import io.latentlake.image.Picture;
import io.latentlake.model.InferenceModel;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reconstructs a few images as pictures. */
public final class Reconstructor {

  /** Images at a time: enough to be quick, few enough for large images. */
  private static final int MINIBATCH = 16;

  private final InferenceModel model;

  /**
   * Of a model.
   *
   * @param model stays open as long as this is used
   */
  public Reconstructor(InferenceModel model) {
    this.model = model;
  }

  /**
   * A reconstruction of an image.
   *
   * @param image the reconstruction
   * @param error reconstruction error; lower is better
   */
  public record Reconstruction(BufferedImage image, double error) {}

  /**
   * What a model makes of an image, if it makes pictures, and takes images of this shape and label.
   *
   * @param model the model, if there is one
   * @param image any image
   * @return its reconstruction, if it has one
   */
  public static Optional<BufferedImage> shown(Optional<InferenceModel> model, StoredImage image) {
    return model
        .filter(InferenceModel::givesPictures)
        .filter(by -> by.shape().equals(image.shape()))
        .filter(by -> by.labels().isEmpty() || by.labels().contains(image.label()))
        .map(by -> new Reconstructor(by).reconstruct(List.of(image)).get(0).image());
  }

  /**
   * Reconstructs images.
   *
   * @param images of the model's shape
   * @return their reconstructions, in their order
   */
  public List<Reconstruction> reconstruct(List<StoredImage> images) {
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
