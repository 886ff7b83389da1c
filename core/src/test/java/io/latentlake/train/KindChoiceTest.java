package io.latentlake.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KindChoiceTest {
  @Test
  void imagesOfOneLabelOrNoneTeachWhatIsNormal() {
    assertThat(KindChoice.of(1, "good", 0).inWords())
        .isEqualTo(
            "model.kind is auto: restoring-ae, because all training images have the label good, so"
                + " all count as normal");
    assertThat(KindChoice.of(0, null, 0).inWords())
        .isEqualTo(
            "model.kind is auto: restoring-ae, because the training images have no labels, so all"
                + " count as normal");
  }

  @Test
  void imagesOfSeveralLabelsOrWithFactorsAreEmbedded() {
    assertThat(KindChoice.of(10, "0", 0).inWords())
        .isEqualTo("model.kind is auto: conv-vae, because the training images have 10 labels");
    assertThat(KindChoice.of(0, null, 3).inWords())
        .isEqualTo(
            "model.kind is auto: conv-vae, because the training images have factors to be told"
                + " apart");
  }
}
