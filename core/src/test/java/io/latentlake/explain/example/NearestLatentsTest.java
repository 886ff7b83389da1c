package io.latentlake.explain.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.explain.example.Examples.Example;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestLatentsTest {
  @Test
  void amongEquallyNearImagesTheLowerIdsAreTakenInAnyOrder() {
    LatentBlock.Builder block = new LatentBlock.Builder();
    for (String id : List.of("d", "b", "self", "far", "c", "a")) {
      float[] latent = id.equals("far") ? new float[] {9, 0} : new float[] {0, 2};
      block.add(id, Optional.of("of " + id), id.equals("self") ? new float[2] : latent);
    }
    NearestLatents nearest = new NearestLatents("self", new float[2], 3);

    nearest.compare(block.build(), 3, 6);
    nearest.compare(block.build(), 0, 3);

    assertThat(nearest.examples().examples())
        .extracting(Example::imageId)
        .containsExactly("a", "b", "c");
    assertThat(nearest.examples().examples())
        .allMatch(example -> example.distance() == 2)
        .allMatch(example -> example.label().equals(Optional.of("of " + example.imageId())));
    assertThat(nearest.examples().unexplained()).isEqualTo(2);
  }

  @Test
  void latentsThatCannotBeComparedAreRefused() {
    LatentBlock.Builder block = new LatentBlock.Builder();
    block.add("a", Optional.empty(), new float[2]);

    assertThatThrownBy(() -> block.add("b", Optional.empty(), new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the latent of image b has 3 units, that of image a has 2; embed all images with one"
                + " model");
    assertThatThrownBy(() -> new NearestLatents("c", new float[3], 1).compare(block.build(), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image c has 3 units, those to compare it with have 2");
    assertThatThrownBy(() -> new NearestLatents("d", new float[] {Float.NaN}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image d has the value NaN");
  }
}
