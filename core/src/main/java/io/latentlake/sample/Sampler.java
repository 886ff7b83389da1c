package io.latentlake.sample;

import io.latentlake.kernel.OffHeap;
import io.latentlake.model.InferenceModel;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.Posterior;
import io.latentlake.sample.SampledImage.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.factory.Nd4j;

/** Decodes chosen points of the latent space into images. Not thread-safe. */
public final class Sampler {
  private final InferenceModel model;

  /**
   * Draws with a model.
   *
   * @param model the model; the caller closes it
   */
  public Sampler(InferenceModel model) {
    this.model = model;
  }

  /**
   * Decodes draws from the standard normal prior. The nth draw does not depend on the number of
   * draws.
   *
   * @param draws how many
   * @param seed the run's seed
   * @return an image per draw; of a model conditioned on labels, each draw under every label
   * @throws IllegalArgumentException if the model is not a VAE and so has no prior
   */
  public List<SampledImage> prior(int draws, long seed) {
    if (!model.variational()) {
      throw new IllegalArgumentException("only a VAE has a prior to draw from");
    }
    KeyedNoise noise = new KeyedNoise(KeyedNoise.Purpose.SAMPLING, seed);
    List<SampledImage> images = new ArrayList<>();
    for (int i = 0; i < draws; i++) {
      float[][] latent = {noise.normal("prior", i, model.latentSize())};
      for (String label : labels()) {
        byte[] pixels = decode(latent, label)[0];
        images.add(image(Kind.PRIOR, images.size(), 0, null, label, pixels));
      }
    }
    return images;
  }

  /**
   * Interpolates linearly between the embeddings of two images. A model conditioned on labels is
   * told the first one's on the whole way.
   *
   * @param pair number of the pair
   * @param labels of both images; null where one has none
   * @param from uint8 pixels of the first image
   * @param to uint8 pixels of the last image
   * @param steps number of images, including both reconstructed ends
   * @return an image per step
   */
  public List<SampledImage> interpolation(
      int pair, String[] labels, byte[] from, byte[] to, int steps) {
    float[][] ends = embed(new byte[][] {from, to}, labels);
    String label = model.labels().isEmpty() ? null : labels[0];
    byte[][] pixels = decode(LatentPaths.interpolate(ends[0], ends[1], steps), label);
    return IntStream.range(0, steps)
        .mapToObj(
            s -> {
              double share = LatentPaths.shareOfTheWay(s, steps);
              return image(Kind.INTERPOLATION, pair, s, share, label, pixels[s]);
            })
        .toList();
  }

  /**
   * Traverses the latent units of largest spread one at a time, from the centre of the latents to
   * either side. A model conditioned on labels is told the first that it knows.
   *
   * @param spread centre and spread of each unit
   * @param units how many units, those of widest spread first
   * @param range standard deviations to either side
   * @param steps images per unit
   * @return the images, unit by unit
   */
  public List<SampledImage> traversals(
      LatentStatistics spread, int units, double range, int steps) {
    List<SampledImage> images = new ArrayList<>();
    String label = labels().get(0);
    for (int unit : spread.widestUnits(units)) {
      double reach = range * spread.standardDeviation()[unit];
      float[][] path = LatentPaths.traverse(spread.mean(), unit, reach, steps);
      byte[][] pixels = decode(path, label);
      for (int s = 0; s < steps; s++) {
        images.add(image(Kind.TRAVERSAL, unit, s, (double) path[s][unit], label, pixels[s]));
      }
    }
    return images;
  }

  /** Labels to tell the model; a null if it is not conditioned on labels. */
  private List<String> labels() {
    return model.labels().isEmpty() ? Collections.singletonList(null) : model.labels();
  }

  private SampledImage image(
      Kind kind, int item, int step, Double value, String label, byte[] pixels) {
    return new SampledImage(kind, item, step, value, label, model.shape(), pixels);
  }

  @SuppressWarnings("try") // the scope is there to be closed
  private float[][] embed(byte[][] pixels, String[] labels) {
    model.given(labels);
    try (var scope = model.scope()) {
      Posterior posterior = model.encode(model.input(pixels));
      return OffHeap.rows(posterior.mean());
    }
  }

  /** {@code [n][latent]} to uint8 pixels, channel-major. */
  @SuppressWarnings("try") // the scope is there to be closed
  private byte[][] decode(float[][] latents, String label) {
    model.givenAll(label);
    try (var scope = model.scope()) {
      return model.storedPixels(model.decode(Nd4j.createFromArray(latents)));
    }
  }
}
