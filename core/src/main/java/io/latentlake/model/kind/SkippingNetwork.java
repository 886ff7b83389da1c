package io.latentlake.model.kind;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Add;
import io.latentlake.architecture.Operation.Convolution;
import io.latentlake.architecture.Operation.Crop;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Operation.Normalise;
import io.latentlake.architecture.Operation.Pad;
import io.latentlake.architecture.Operation.Rectify;
import io.latentlake.architecture.Operation.Reshape;
import io.latentlake.architecture.Operation.TransposedConvolution;
import io.latentlake.architecture.Padding;
import io.latentlake.architecture.Shape;
import io.latentlake.model.ModelOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Encoder and decoder of convolutions with skip connections, and two ends: the image, and a map of
 * defects. The first stage keeps the image's size, each further one halves it; the decoder mirrors
 * them, adds what the encoder's stage of the same size gives, and smooths the sum by a convolution.
 * The latent is what the deepest stage is squeezed through.
 *
 * @see <a href="https://arxiv.org/abs/1505.04597">Ronneberger et al. 2015, U-Net</a>
 */
final class SkippingNetwork {
  private final ModelOptions options;
  private final List<Integer> channels;
  private final Padding padding;
  private final Architecture.Builder network;
  private final List<String> skips = new ArrayList<>();

  SkippingNetwork(ModelOptions options, Shape image) {
    this.options = options;
    this.channels = options.stages();
    this.padding = Padding.to(image, 1 << (channels.size() - 1));
    this.network = Architecture.of(image);
  }

  Architecture architecture() {
    if (!padding.none()) {
      network.add("padding", new Pad(padding));
    }
    encoder();
    Shape deepest = network.shape();
    network
        .add(Architecture.MEAN, new Dense(options.latent(), true, InitialWeights.UNIFORM))
        .place(Architecture.MEAN)
        .place(Architecture.LATENT);
    network.add("decoder-0-dense", new Dense(deepest.values(), false, InitialWeights.UNIFORM));
    network.add("decoder-0-shape", new Reshape(deepest));
    rectified("decoder-0", 0);
    network.add("decoder-0-sum", new Add(), network.last(), skips.get(channels.size() - 1));
    decoder();
    String last = network.last();
    end("restored", network.shape(Architecture.IMAGE).channels(), last, Architecture.DECODED);
    end("defects", 1, last, Architecture.DEFECT);
    return network.build();
  }

  private void encoder() {
    for (int i = 0; i < channels.size(); i++) {
      String stage = "encoder-" + i;
      network.add(
          stage + "-convolution",
          i == 0
              ? Convolution.keeping(channels.get(i), false)
              : Convolution.halving(channels.get(i), options.kernel()));
      skips.add(rectified(stage, options.negativeSlope()));
    }
  }

  private void decoder() {
    for (int i = 1; i < channels.size(); i++) {
      int level = channels.size() - 1 - i;
      String stage = "decoder-" + i;
      network.add(
          stage + "-transposed",
          TransposedConvolution.doubling(channels.get(level), options.kernel(), false));
      String up = rectified(stage, 0);
      network.add(stage + "-sum", new Add(), up, skips.get(level));
      network.add(stage + "-convolution", Convolution.keeping(channels.get(level), false));
      rectified(stage + "-smooth", 0);
    }
  }

  private void end(String name, int ends, String from, String place) {
    network.add(name + "-convolution", Convolution.keeping(ends, true), from);
    if (!padding.none()) {
      network.add(name + "-cropping", new Crop(padding));
    }
    network.place(place);
  }

  private String rectified(String stage, double slope) {
    network.add(stage + "-normalisation", new Normalise());
    network.add(stage + "-activation", new Rectify(slope));
    return network.last();
  }
}
