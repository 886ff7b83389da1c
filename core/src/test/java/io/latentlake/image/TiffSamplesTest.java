package io.latentlake.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a TIFF file says of its samples. */
class TiffSamplesTest {
  private static final int EXTRA_SAMPLES = TiffDirectory.EXTRA_SAMPLES;

  @ParameterizedTest
  @CsvSource({"0, 40", "1, 235", "2, 204"})
  void fourthSampleIsOpacityOnlyIfTheFileSaysSo(int kind, int expected) throws Exception {
    byte[] pixel = {40, 40, 40, 60};
    assertThat(decoded(PlainTiff.of(1, 1, 4, 8).with(EXTRA_SAMPLES, kind), pixel))
        .containsExactly(expected, expected, expected);
    byte[] deep = {40, 40, 40, 40, 40, 40, 60, 60};
    assertThat(decoded(PlainTiff.of(1, 1, 4, 16).with(EXTRA_SAMPLES, kind), deep))
        .containsExactly(expected, expected, expected);
    byte[] grey = {40, 60};
    assertThat(decoded(PlainTiff.of(1, 1, 2, 8).with(EXTRA_SAMPLES, kind), grey))
        .containsExactly(expected);
  }

  @Test
  void fourthSampleWithoutATagIsNoOpacity() throws Exception {
    byte[] pixel = {40, 50, 60, 0};
    assertThat(decoded(PlainTiff.of(1, 1, 4, 8), pixel)).containsExactly(40, 50, 60);
    byte[] file = PlainTiff.of(1, 1, 4, 8).file(pixel);
    assertThat(Decoding.DECODER.decodeMask(file).values()).containsExactly(-1);
  }

  @Test
  void opacityMayStandBehindAnotherSample() throws Exception {
    byte[] pixel = {40, 40, 40, 9, 60};
    assertThat(decoded(PlainTiff.of(1, 1, 5, 8).with(EXTRA_SAMPLES, 0, 2), pixel))
        .containsExactly(204, 204, 204);
  }

  private static int[] decoded(PlainTiff tiff, byte[] samples) throws Exception {
    byte[] values = Decoding.DECODER.decode(tiff.file(samples)).values();
    int[] unsigned = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      unsigned[i] = values[i] & 0xff;
    }
    return unsigned;
  }
}
