package io.latentlake.image.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentlake.config.Options;
import io.latentlake.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationsTest {
  private static final ImageShape SMALL = new ImageShape(1, 2, 3);
  private static final byte[] IMAGE = bytes(1, 2, 3, 4, 5, 6);
  private static final int DRAWS = 1000;

  @Test
  void nothingIsDoneByDefault() {
    byte[][] images = {IMAGE};
    assertThat(Augmentations.of(Options.of(AugmentOptions.class), SMALL).of(images, image -> null))
        .isSameAs(images);
  }

  @Test
  void flipsSwapSidesInHalfOfTheImages() {
    assertHalves(new HorizontalFlip(), bytes(3, 2, 1, 6, 5, 4));
    assertHalves(new VerticalFlip(), bytes(4, 5, 6, 1, 2, 3));
  }

  private static void assertHalves(Augmentation flip, byte[] flipped) {
    Map<List<Integer>, Integer> found = outcomes(flip, SMALL, IMAGE);
    assertThat(found).containsOnlyKeys(values(IMAGE), values(flipped));
    // five standard deviations of 1000 tosses
    assertThat(found.get(values(flipped))).isBetween(420, 580);
  }

  @Test
  void everyChannelIsFlippedAlike() {
    ImageShape colour = new ImageShape(3, 1, 2);
    assertThat(outcomes(new HorizontalFlip(), colour, bytes(1, 2, 3, 4, 5, 6)))
        .containsOnlyKeys(List.of(1, 2, 3, 4, 5, 6), List.of(2, 1, 4, 3, 6, 5));
  }

  @Test
  void shiftRepeatsTheEdge() {
    ImageShape row = new ImageShape(1, 1, 5);
    // 0.4 of 5 pixels are 2, of 1 pixel none
    assertThat(outcomes(new Shift(0.4), row, bytes(1, 2, 3, 4, 5)))
        .containsOnlyKeys(
            List.of(3, 4, 5, 5, 5),
            List.of(2, 3, 4, 5, 5),
            List.of(1, 2, 3, 4, 5),
            List.of(1, 1, 2, 3, 4),
            List.of(1, 1, 1, 2, 3))
        .allSatisfy((values, count) -> assertThat(count).isBetween(135, 265));
    assertThat(outcomes(new Shift(0.5), new ImageShape(1, 2, 2), bytes(1, 2, 3, 4)))
        .hasSize(9)
        .containsKeys(List.of(1, 1, 1, 1), List.of(3, 4, 3, 4), List.of(2, 2, 4, 4));
  }

  @Test
  void cropEnlargesByLinearInterpolation() {
    ImageShape shape = new ImageShape(1, 4, 4);
    byte[] across = bytes(0, 40, 80, 240, 0, 40, 80, 240, 0, 40, 80, 240, 0, 40, 80, 240);
    // the middle half: centres at 0.75, 1.25, 1.75 and 2.25
    assertThat(values(Crop.enlarged(shape, across, 0.5, 1, 1)))
        .containsExactly(30, 50, 70, 120, 30, 50, 70, 120, 30, 50, 70, 120, 30, 50, 70, 120);
    byte[] down = bytes(0, 0, 0, 0, 40, 40, 40, 40, 80, 80, 80, 80, 240, 240, 240, 240);
    assertThat(values(Crop.enlarged(shape, down, 0.5, 2, 0)))
        .containsExactly(
            70, 70, 70, 70, 120, 120, 120, 120, 200, 200, 200, 200, 240, 240, 240, 240);
    assertThat(Crop.enlarged(shape, down, 1, 0, 0)).isEqualTo(down);
  }

  @Test
  void cropStaysWithinTheImageAndTheShareThatMayBeCutOff() {
    ImageShape row = new ImageShape(1, 1, 101);
    byte[] ramp = new byte[101];
    for (int x = 0; x < ramp.length; x++) {
      ramp[x] = (byte) (2 * x);
    }
    double widest = 0;
    double narrowest = 1;
    for (int draw = 0; draw < DRAWS; draw++) {
      byte[] found = new Crop(0.4).of(row, ramp, new SplittableRandom(draw));
      double side = ((found[100] & 0xff) - (found[0] & 0xff)) / 200.0;
      widest = Math.max(widest, side);
      narrowest = Math.min(narrowest, side);
    }
    assertThat(widest).isCloseTo(1, within(0.01));
    assertThat(narrowest).isCloseTo(0.6, within(0.01));
  }

  @Test
  void brightnessMovesAllPixelsAlikeUpToBlackAndWhite() {
    byte[] image = bytes(0, 100, 150, 250);
    int darkest = 0;
    int brightest = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      byte[] found =
          new Brightness(0.1).of(new ImageShape(1, 2, 2), image, new SplittableRandom(draw));
      int change = (found[1] & 0xff) - 100;
      assertThat(values(found))
          .containsExactly(
              Math.max(0, change), 100 + change, 150 + change, Math.min(255, 250 + change));
      darkest = Math.min(darkest, change);
      brightest = Math.max(brightest, change);
    }
    assertThat(darkest).isIn(-25, -26);
    assertThat(brightest).isIn(25, 26);
  }

  @Test
  void noiseIsGaussian() {
    byte[] grey = new byte[100 * 100];
    Arrays.fill(grey, (byte) 128);
    byte[] found = new Noise(0.04).of(new ImageShape(1, 100, 100), grey, new SplittableRandom(5));
    double sum = 0;
    double squares = 0;
    for (byte value : found) {
      double difference = (value & 0xff) - 128;
      sum += difference;
      squares += difference * difference;
    }
    // 10.2 levels, and a twelfth of a squared level from rounding; five standard errors
    assertThat(sum / grey.length).isCloseTo(0, within(5 * 10.2 / 100));
    assertThat(squares / grey.length).isCloseTo(10.2 * 10.2 + 1 / 12.0, within(5 * 1.5));
    assertThat(grey).containsOnly((byte) 128);
    byte[] ends = new Noise(1).of(SMALL, IMAGE, new SplittableRandom(1));
    assertThat(values(ends)).contains(0, 255);
  }

  private static Map<List<Integer>, Integer> outcomes(
      Augmentation augmentation, ImageShape shape, byte[] image) {
    byte[] before = image.clone();
    Map<List<Integer>, Integer> found = new HashMap<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int draw = 0; draw < DRAWS; draw++) {
      found.merge(values(augmentation.of(shape, image, random)), 1, Integer::sum);
    }
    assertThat(image).isEqualTo(before);
    return found;
  }

  private static List<Integer> values(byte[] pixels) {
    List<Integer> values = new ArrayList<>();
    for (byte pixel : pixels) {
      values.add(pixel & 0xff);
    }
    return values;
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
