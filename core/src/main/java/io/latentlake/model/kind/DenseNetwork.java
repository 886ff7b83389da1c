package io.latentlake.model.kind;

import static io.latentlake.architecture.Architecture.DECODED;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.InitialWeights;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Operation.Rectify;
import io.latentlake.architecture.Operation.Reshape;
import io.latentlake.architecture.Shape;
import io.latentlake.model.ModelOptions;
import java.util.List;

/** Encoder and decoder of dense layers with LeakyReLU, the decoder the encoder's mirror image. */
final class DenseNetwork implements Network {
  private final ModelOptions options;
  private final List<Integer> widths;
  private final boolean bias;

  /**
   * Describes the two.
   *
   * @param widths of the encoder's hidden layers
   * @param bias whether the decoder's last layer has one
   */
  DenseNetwork(ModelOptions options, List<Integer> widths, boolean bias) {
    this.options = options;
    this.widths = widths;
    this.bias = bias;
  }

  @Override
  public Network keepingScale() {
    return this;
  }

  @Override
  public int latent() {
    return options.latent();
  }

  @Override
  public void encoder(Architecture.Builder network) {
    for (int i = 0; i < widths.size(); i++) {
      hidden(network, "encoder-" + i, widths.get(i));
    }
  }

  @Override
  public void decoder(Architecture.Builder network) {
    int layers = widths.size();
    for (int i = 0; i < layers; i++) {
      hidden(network, "decoder-" + i, widths.get(layers - 1 - i));
    }
    Shape image = network.shape(Architecture.IMAGE);
    network.add(
        "decoder-" + layers + "-dense", new Dense(image.values(), bias, InitialWeights.UNIFORM));
    network.add("decoder-" + layers + "-shape", new Reshape(image));
    network.place(DECODED);
  }

  private void hidden(Architecture.Builder network, String stage, int width) {
    network.add(stage + "-dense", new Dense(width, true, InitialWeights.HE_NORMAL));
    network.add(stage + "-activation", new Rectify(options.negativeSlope()));
  }
}
