package io.latentlake.image.defect;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.ImageShape;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawnDefectsTest {
  @ParameterizedTest
  @CsvSource({"1,64,64", "3,32,48", "1,200,17", "3,1,1", "1,2,300"})
  void marksExactlyThePixelsThatHaveVisiblyChanged(int channels, int height, int width) {
    ImageShape shape = new ImageShape(channels, height, width);
    for (int seed = 0; seed < 40; seed++) {
      float[] before = stripes(shape);
      float[] after = before.clone();
      float[] changes = DrawnDefects.draw(shape, after, new SplittableRandom(seed));
      assertThat(changes).hasSize(height * width);
      for (int pixel = 0; pixel < changes.length; pixel++) {
        float most = 0;
        for (int channel = 0; channel < channels; channel++) {
          float value = after[channel * height * width + pixel];
          assertThat(value).isBetween(0f, 1f);
          most = Math.max(most, Math.abs(value - before[channel * height * width + pixel]));
        }
        assertThat(changes[pixel]).isEqualTo(most > 0.1 ? 1f : 0f);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,64,64", "3,256,256"})
  void aFifthIsLeftAloneAndDefectsAreSmall(int channels, int height, int width) {
    ImageShape shape = new ImageShape(channels, height, width);
    int images = 400;
    int untouched = 0;
    int marked = 0;
    double area = 0;
    for (int seed = 0; seed < images; seed++) {
      float[] image = stripes(shape);
      float[] changes = DrawnDefects.draw(shape, image, new SplittableRandom(seed));
      double share = 0;
      for (float change : changes) {
        share += change / changes.length;
      }
      untouched += java.util.Arrays.equals(image, stripes(shape)) ? 1 : 0;
      marked += share > 0 ? 1 : 0;
      area += share;
      assertThat(share).isLessThan(0.6);
    }
    assertThat(untouched / (double) images).isBetween(0.12, 0.3);
    assertThat(marked / (double) images).isGreaterThan(0.65);
    assertThat(area / marked).isBetween(0.002, 0.1);
  }

  @ParameterizedTest
  @CsvSource({"1,64,64", "3,28,28", "1,8,8"})
  void visibleDefectsAreOnEveryImage(int channels, int height, int width) {
    ImageShape shape = new ImageShape(channels, height, width);
    for (int seed = 0; seed < 200; seed++) {
      float[] before = stripes(shape);
      float[] after = before.clone();
      float[] changes = DrawnDefects.drawVisible(shape, after, new SplittableRandom(seed));
      int changed = 0;
      for (int i = 0; i < after.length; i++) {
        boolean visible = Math.abs(after[i] - before[i]) > 0.1;
        changed += visible ? 1 : 0;
        if (visible) {
          assertThat(changes[i % changes.length]).isEqualTo(1);
        }
      }
      assertThat(changed).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,40,40", "3,20,31"})
  void theSameDrawsMakeTheSameDefectsAndOthersOthers(int channels, int height, int width) {
    ImageShape shape = new ImageShape(channels, height, width);
    float[] one = stripes(shape);
    float[] again = stripes(shape);
    float[] other = stripes(shape);
    float[] changes = DrawnDefects.draw(shape, one, new SplittableRandom(5));
    assertThat(DrawnDefects.draw(shape, again, new SplittableRandom(5))).isEqualTo(changes);
    DrawnDefects.draw(shape, other, new SplittableRandom(6));
    assertThat(again).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
  }

  private static float[] stripes(ImageShape shape) {
    float[] image = new float[shape.values()];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % shape.width() / 4 % 2 == 0 ? 0.2f : 0.7f;
    }
    return image;
  }
}
