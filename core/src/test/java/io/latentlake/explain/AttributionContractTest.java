package io.latentlake.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.image.ImageShape;
import io.latentlake.model.Target;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every attribution method. */
class AttributionContractTest {
  private static final ImageShape SHAPE = new ImageShape(3, 4, 5);
  private static final int PASSES_PER_BATCH = 7;

  static Set<String> methods() {
    return AttributionMethods.names();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void readsBackByItsNameAndGivesAMapOfTheImagesSize(String name) {
    AttributionMethod method = method(name);

    List<Attribution> attributions = method.attribute(ToyFunction.quadratic(), images(1, 2, 3));

    assertThat(method.name()).isEqualTo(name);
    assertThat(attributions).hasSize(3);
    assertThat(attributions).allSatisfy(a -> assertThat(a.map()).hasSize(4 * 5));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void anImagesMapDoesNotDependOnItsMinibatch(String name) {
    List<Attribution> together =
        method(name).attribute(ToyFunction.quadratic(), images(1, 2, 3, 4, 5));
    List<Attribution> alone = method(name).attribute(ToyFunction.quadratic(), images(4));

    assertThat(together.get(3).map()).containsExactly(alone.get(0).map());
    assertThat(together.get(3).convergenceDelta()).isEqualTo(alone.get(0).convergenceDelta());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theImagesAreLeftAsTheyAre(String name) {
    Pixels images = images(1, 2);

    method(name).attribute(ToyFunction.quadratic(), images);

    assertThat(images.rows()).isDeepEqualTo(images(1, 2).rows());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void noMoreImagesGoThroughTheModelAtATimeThanAllowed(String name) {
    ToyFunction function = ToyFunction.quadratic();

    method(name).attribute(function, images(1, 2, 3, 4, 5, 6, 7));

    assertThat(function.largestBatch()).isEqualTo(PASSES_PER_BATCH);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theCostIsForetold(String name) {
    ToyFunction function = ToyFunction.quadratic();

    method(name).attribute(function, images(1, 2));

    assertThat(function.passes()).isEqualTo(2 * method(name).passes(SHAPE));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void nothingIsAttributedOfANumberThatNeverChanges(String name) {
    ToyFunction zero = ToyFunction.linear(new double[SHAPE.values()]);

    assertThat(method(name).attribute(zero, images(1)).get(0).map()).containsOnly(0f);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void twiceTheNumberHasTwiceTheMap(String name) {
    double[] weights = new Random(5).doubles(SHAPE.values(), -1, 1).toArray();
    double[] twice = new double[weights.length];
    for (int j = 0; j < twice.length; j++) {
      twice[j] = 2 * weights[j];
    }

    float[] map = method(name).attribute(ToyFunction.linear(weights), images(1)).get(0).map();
    float[] doubled = method(name).attribute(ToyFunction.linear(twice), images(1)).get(0).map();

    for (int p = 0; p < map.length; p++) {
      assertThat(doubled[p]).isEqualTo(2 * map[p]);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void residualsExplainTheReconstructionErrorAndTheDefectMapDefectsAlone(String name) {
    boolean residual = name.endsWith("residual");
    boolean defects = name.equals("defect-map");

    assertThat(method(name).explains(Target.RECONSTRUCTION_ERROR)).isEqualTo(!defects);
    assertThat(method(name).explains(Target.DEFECT_PIXELS)).isEqualTo(!residual);
    assertThat(method(name).explains(Target.KL)).isEqualTo(!residual && !defects);
    assertThat(method(name).explains(Target.latent(3))).isEqualTo(!residual && !defects);
  }

  @Test
  void anUnknownMethodIsRefusedByName() {
    assertThatThrownBy(() -> method("magic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "explain.methods names magic; allowed are defect-map, excess-residual,"
                + " input-x-gradient, integrated-gradients, occlusion, residual, saliency,"
                + " smooth-residual");
  }

  @Test
  void aStrideThatSkipsPixelsIsRefused() {
    assertThatThrownBy(() -> new Occlusion(2, 3, Baseline.BLACK, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "explain.occlusion-stride is 3; allowed are 1 to explain.occlusion-window, which is 2");
  }

  private static AttributionMethod method(String name) {
    return AttributionMethods.of(
        name,
        new ExplainOptions(
            List.of(name),
            List.of("reconstruction_error"),
            "all",
            1,
            5,
            "mean",
            3,
            2,
            PASSES_PER_BATCH,
            false));
  }

  private static Pixels images(long... seeds) {
    float[][] rows = new float[seeds.length][SHAPE.values()];
    for (int i = 0; i < rows.length; i++) {
      Random random = new Random(seeds[i]);
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = random.nextFloat();
      }
    }
    return new Pixels(SHAPE, rows);
  }
}
