package io.latentlake.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.architecture.Operation.Convolution;
import io.latentlake.architecture.Operation.Dense;
import io.latentlake.architecture.Operation.Normalise;
import io.latentlake.architecture.Operation.Pad;
import io.latentlake.architecture.Operation.Rectify;
import io.latentlake.architecture.Operation.Reshape;
import io.latentlake.architecture.Operation.Sample;
import io.latentlake.architecture.Operation.TransposedConvolution;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
  private static final Shape IMAGE = new Shape(3, 10, 7);

  @Test
  void shapesAndParametersFollowFromTheOperations() {
    Architecture network =
        Architecture.of(IMAGE)
            .add("pad", new Pad(Padding.to(IMAGE, 2)))
            .add("convolution", Convolution.halving(4, 3))
            .add("normalise", new Normalise())
            .add("rectify", new Rectify(0.2))
            .add("code", new Dense(5, true, InitialWeights.UNIFORM))
            .place(Architecture.MEAN)
            .place(Architecture.LATENT)
            .add("pixels", new Dense(210, false, InitialWeights.UNIFORM))
            .add("image again", new Reshape(IMAGE))
            .place(Architecture.DECODED)
            .build();

    assertThat(network.nodes().stream().map(node -> node.shape().toString()))
        .containsExactly(
            "3x10x7", "3x10x8", "4x5x4", "4x5x4", "4x5x4", "5x1x1", "210x1x1", "3x10x7");
    // 3·4·3·3 weights; γ, β, mean and variance of 4 channels; 80·5 + 5; 5·210
    assertThat(network.parameters()).isEqualTo(108 + 16 + 405 + 1050);
    assertThat(network.at(Architecture.LATENT).name()).isEqualTo("code");
    assertThat(network.has(Architecture.LOG_VARIANCE)).isFalse();
    assertThatThrownBy(() -> network.at(Architecture.LOG_VARIANCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no place 'log-variance'; it has [image, mean, latent, decoded]");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 10, 11})
  void aTransposedConvolutionUndoesTheShapeOfAConvolution(int kernel) {
    Shape image = new Shape(1, 12, 20);
    Shape half = Convolution.halving(6, kernel).output(List.of(image));
    assertThat(half).isEqualTo(new Shape(6, 6, 10));
    assertThat(TransposedConvolution.doubling(1, kernel, true).output(List.of(half)))
        .isEqualTo(image);
  }

  @Test
  void paddingMakesBothSidesDivisibleAndIsSpreadEvenly() {
    Padding padding = Padding.to(IMAGE, 4);
    assertThat(padding).isEqualTo(new Padding(1, 1, 0, 1));
    assertThat(padding.around(IMAGE)).isEqualTo(new Shape(3, 12, 8));
    assertThat(padding.within(padding.around(IMAGE))).isEqualTo(IMAGE);
    assertThat(Padding.to(new Shape(1, 28, 28), 4).none()).isTrue();
  }

  @Test
  void readersMayTakeTwoNodesAsOneOnlyWhereNobodyElseWantsTheFirst() {
    Architecture.Builder network =
        Architecture.of(Shape.row(4)).add("features", new Dense(4, true, InitialWeights.UNIFORM));
    network.add("mean", new Dense(2, true, InitialWeights.UNIFORM)).place(Architecture.MEAN);
    network.add("other", new Dense(2, true, InitialWeights.UNIFORM), "features");
    network.add("latent", new Rectify(0), "mean").place(Architecture.LATENT);
    network.add("wide", new Dense(4, true, InitialWeights.UNIFORM));
    network.add("decoded", new Rectify(0)).place(Architecture.DECODED);
    Architecture built = network.build();

    assertThat(built.onlyNodeAfter(built.node("wide"))).contains(built.node("decoded"));
    assertThat(built.onlyNodeAfter(built.node("features"))).isEmpty();
    assertThat(built.onlyNodeAfter(built.node("mean"))).isEmpty();
    assertThat(built.onlyNodeAfter(built.node("decoded"))).isEmpty();
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    assertThatThrownBy(() -> Architecture.of(IMAGE).add("wrong", new Reshape(Shape.row(9))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node 'wrong': 210 values cannot become 9x1x1");
    assertThatThrownBy(() -> Architecture.of(IMAGE).add("sample", new Sample(1)))
        .hasMessageContaining("node 'sample': a sample takes mean, log-variance and noise");
    assertThatThrownBy(() -> Architecture.of(IMAGE).add("image", new Rectify(0)))
        .hasMessage("the network has a node 'image' already");
    assertThatThrownBy(() -> Architecture.of(IMAGE).add("next", new Rectify(0), "none"))
        .hasMessage("the network has no node 'none'; it has [image]");
    assertThatThrownBy(() -> Architecture.of(IMAGE).input("caption", Shape.row(1)))
        .hasMessageContaining("'caption' is no input that a network may have");
    assertThatThrownBy(
            () ->
                Architecture.of(IMAGE)
                    .add("code", new Dense(2, true, InitialWeights.UNIFORM))
                    .place(Architecture.MEAN)
                    .place(Architecture.LATENT)
                    .place(Architecture.DECODED)
                    .build())
        .hasMessage("the network takes images of 3x10x7, but gives 2x1x1");
    assertThatThrownBy(() -> new Shape(70_000, 300, 300).values())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("70000x300x300 are more values than an array can hold");
  }
}
