package io.latentlake.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.ImageShape;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Words of the page, on a machine whose own digits are not those of the page. */
class InWordsTest {
  private static final Locale BEFORE = Locale.getDefault();

  @BeforeEach
  void moveToEgypt() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
  }

  @AfterEach
  void moveBack() {
    Locale.setDefault(BEFORE);
  }

  @Test
  void sizesAreWrittenAlikeEverywhere() {
    assertThat(InWords.size(new ImageShape(1, 28, 32))).isEqualTo("grey, 28 × 32 pixels");
  }

  @Test
  void durationsAreWrittenAlikeEverywhere() {
    assertThat(InWords.duration(7_500)).isEqualTo("2 h 5 min");
  }
}
