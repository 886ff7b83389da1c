package io.latentlake.model.kind;

import static io.latentlake.architecture.Architecture.DECODED;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Convolution;
import io.latentlake.architecture.Operation.Crop;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Operation.Flatten;
import io.latentlake.architecture.Operation.Pad;
import io.latentlake.architecture.Operation.Reshape;
import io.latentlake.architecture.Operation.TransposedConvolution;
import io.latentlake.architecture.Padding;
import io.latentlake.architecture.Shape;
import io.latentlake.model.BottleneckType;
import io.latentlake.model.ModelOptions;
import java.util.List;
import java.util.Locale;

/**
 * Encoder and decoder of convolutions. Each stage of the encoder halves the image: convolution
 * without bias, batch normalisation, LeakyReLU. The decoder mirrors it with transposed convolutions
 * and ReLU. There may be more to a stage, in both alike. Images whose sides the strides do not
 * divide are padded with zeros, which the loss leaves out. A spatial latent is as large as the last
 * stage's channels are.
 */
final class ConvolutionalNetwork implements Network {
  private final ModelOptions options;
  private final Shape image;
  private final List<Integer> channels;
  private final Padding padding;
  private final Stage end;
  private final Stage first;
  private Shape deepest;

  /**
   * Describes the two.
   *
   * @param end what follows the convolution of each stage
   */
  ConvolutionalNetwork(ModelOptions options, Shape image, Stage end) {
    this(options, image, end, end);
  }

  private ConvolutionalNetwork(ModelOptions options, Shape image, Stage end, Stage first) {
    this.image = image;
    this.options = options;
    this.channels = options.stages();
    this.padding = Padding.to(image, 1 << channels.size());
    this.end = end;
    this.first = first;
  }

  @Override
  public Network keepingScale() {
    return new ConvolutionalNetwork(options, image, end, Stage.RECTIFIED);
  }

  @Override
  public int latent() {
    return options.latent();
  }

  @Override
  public void units(Architecture.Builder network, String name, String features) {
    if (options.bottleneck() == BottleneckType.FLAT) {
      Network.super.units(network, name, features);
      return;
    }
    network
        .add(name + "-map", Convolution.pixelwise(map().channels(), true), features)
        .place(Architecture.MAP)
        .add(name, new Flatten());
  }

  /** Shape of a latent that is a map. */
  private Shape map() {
    int area = deepest.height() * deepest.width();
    if (latent() % area != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "model.latent is %d; with model.bottleneck: spatial, the latent of these images is a"
                  + " map of %dx%d, so its units must be a multiple of %d (or change"
                  + " model.channels)",
              latent(),
              deepest.height(),
              deepest.width(),
              area));
    }
    return new Shape(latent() / area, deepest.height(), deepest.width());
  }

  @Override
  public void encoder(Architecture.Builder network) {
    if (!padding.none()) {
      network.add("padding", new Pad(padding));
    }
    for (int i = 0; i < channels.size(); i++) {
      String stage = "encoder-" + i;
      network.add(stage + "-convolution", Convolution.halving(channels.get(i), options.kernel()));
      end.finish(network, stage, options.negativeSlope());
    }
    deepest = network.shape();
  }

  @Override
  public void decoder(Architecture.Builder network) {
    boolean bias = first == Stage.RECTIFIED;
    if (options.bottleneck() == BottleneckType.FLAT) {
      network.add("decoder-0-dense", new Dense(deepest.values(), bias, InitialWeights.UNIFORM));
      network.add("decoder-0-shape", new Reshape(deepest));
    } else {
      network.add("decoder-0-shape", new Reshape(map()));
      network.add("decoder-0-convolution", Convolution.pixelwise(deepest.channels(), bias));
    }
    first.finish(network, "decoder-0", 0);
    int stages = channels.size();
    for (int i = 1; i < stages; i++) {
      String stage = "decoder-" + i;
      network.add(
          stage + "-transposed",
          TransposedConvolution.doubling(channels.get(stages - 1 - i), options.kernel(), false));
      end.finish(network, stage, 0);
    }
    network.add(
        "decoder-" + stages + "-transposed",
        TransposedConvolution.doubling(imageChannels(network), options.kernel(), true));
    if (!padding.none()) {
      network.add("cropping", new Crop(padding));
    }
    network.place(DECODED);
  }

  private static int imageChannels(Architecture.Builder network) {
    return network.shape(Architecture.IMAGE).channels();
  }
}
