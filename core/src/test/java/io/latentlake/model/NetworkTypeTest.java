package io.latentlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.architecture.Architecture;
import io.latentlake.architecture.Node;
import io.latentlake.image.ImageShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTypeTest {
  private static final ImageShape IMAGE = new ImageShape(1, 8, 8);

  @Test
  void eachStageOfAResidualNetworkEndsInAResidualBlock() {
    Architecture network = Models.options("conv-ae", "network=residual").architecture(IMAGE);
    assertThat(network.node("encoder-0-sum").inputs())
        .containsExactly("encoder-0-activation", "encoder-0-outer-normalisation");
    assertThat(network.node("encoder-1-convolution").inputs()).containsExactly("encoder-0-sum");
    assertThat(network.nodes().stream().map(Node::name).filter(name -> name.endsWith("-sum")))
        .containsExactly("encoder-0-sum", "encoder-1-sum", "decoder-0-sum", "decoder-1-sum");
    // two convolutions of 3 x 3 and two normalisations, for 4 and 5 channels, each way
    int blocks = 2 * (2 * (4 * 4 + 5 * 5) * 9 + 2 * (4 + 5) * 4);
    assertThat(network.parameters())
        .isEqualTo(Models.options("conv-ae").architecture(IMAGE).parameters() + blocks);
    assertThat(network.decodesLatents()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sparse-ae", "rae", "rae network=residual"})
  void nothingUndoesTheScaleOfACodeThatIsPenalised(String kind) {
    Architecture network = Models.options(kind).architecture(IMAGE);
    List<String> names = network.nodes().stream().map(Node::name).toList();
    int code = names.indexOf(Architecture.MEAN);
    assertThat(names.subList(code + 1, code + 4))
        .containsExactly("decoder-0-dense", "decoder-0-shape", "decoder-0-activation");
    assertThat(names).contains("decoder-1-normalisation");
    // a normalisation has what stands for a bias
    assertThat(network.node("decoder-0-dense").parameters()).isEqualTo((3 + 1) * 5 * 2 * 2);
  }

  @Test
  void autoIsTheFirstThatAKindTakes() {
    assertThat(Models.options("conv-vae").madeOf()).isEqualTo(NetworkType.CONVOLUTIONAL);
    assertThat(Models.options("dense-ae").madeOf()).isEqualTo(NetworkType.DENSE);
    assertThat(Models.options("restoring-ae").madeOf()).isEqualTo(NetworkType.AUTO);
    assertThat(Models.options("conv-ae", "network=residual").madeOf())
        .isEqualTo(NetworkType.RESIDUAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv-ae      | dense    | what a conv-ae can be made of: auto, convolutional, residual",
        "linear-ae    | residual | what a linear-ae can be made of: auto, dense",
        "restoring-ae | dense    | auto, as a restoring-ae has a network of its own",
        "auto         | dense    | what a conv-vae can be made of: auto, convolutional, residual"
      })
  void aNetworkThatTheKindCannotHaveIsRefused(String kind, String network, String allowed) {
    assertThatThrownBy(() -> Models.options(kind, "network=" + network))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model.network is " + network + "; allowed: " + allowed);
  }

  @Test
  void ofTheKindsThatImagesMayDecideThoseRemainThatHaveTheNetwork() {
    assertThat(Models.options("auto", "network=residual").candidates())
        .extracting(ModelOptions::kind)
        .isEqualTo(List.of("conv-vae"));
  }
}
