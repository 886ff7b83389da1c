package io.latentlake.image.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpriteTest {
  private static final int SIZE = 64;

  @ParameterizedTest
  @EnumSource(Sprite.Shape.class)
  void positionMovesTheShapeAndNothingElse(Sprite.Shape shape) {
    double[] left = moments(new Sprite(shape, 0.8, 1, 0.25, 0.5));
    double[] right = moments(new Sprite(shape, 0.8, 1, 0.75, 0.5));
    // half the way that the middle of a shape can go, which is the side less 2 * 0.28 of it
    assertThat(right[1] - left[1]).isCloseTo(0.5 * 0.44 * SIZE, within(0.1));
    assertThat(right[2]).isCloseTo(left[2], within(0.1));
    assertThat(right[0]).isCloseTo(left[0], within(0.01 * left[0]));
  }

  @ParameterizedTest
  @EnumSource(Sprite.Shape.class)
  void areaGrowsWithTheSquareOfTheScale(Sprite.Shape shape) {
    // the coarse edge of a small shape costs a few per cent
    double[] small = moments(new Sprite(shape, 0.5, 0, 0.5, 0.5));
    double[] large = moments(new Sprite(shape, 1, 0, 0.5, 0.5));
    assertThat(large[0] / small[0]).isCloseTo(4, within(0.15));
  }

  @ParameterizedTest
  @EnumSource(Sprite.Shape.class)
  void everyTurnGivesAnotherPicture(Sprite.Shape shape) {
    byte[] upright = new Sprite(shape, 1, 0, 0.5, 0.5).draw(SIZE);
    for (int eighth = 1; eighth < 8; eighth++) {
      byte[] turned = new Sprite(shape, 1, eighth * Math.PI / 4, 0.5, 0.5).draw(SIZE);
      int changed = 0;
      for (int pixel = 0; pixel < turned.length; pixel++) {
        changed += Math.abs((turned[pixel] & 255) - (upright[pixel] & 255)) > 128 ? 1 : 0;
      }
      assertThat(changed).as("pixels changed at %s/8 of a turn", eighth).isGreaterThan(20);
    }
  }

  @ParameterizedTest
  @EnumSource(Sprite.Shape.class)
  void noShapeIsCutAtTheEdge(Sprite.Shape shape) {
    double[] whole = moments(new Sprite(shape, 1, 0.7, 0.5, 0.5));
    double[] corner = moments(new Sprite(shape, 1, 0.7, 0, 1));
    assertThat(corner[0]).isCloseTo(whole[0], within(0.01 * whole[0]));
  }

  /** Area in pixels, mean column, mean row. */
  private static double[] moments(Sprite sprite) {
    byte[] pixels = sprite.draw(SIZE);
    double area = 0;
    double column = 0;
    double row = 0;
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      double weight = (pixels[pixel] & 255) / 255.0;
      area += weight;
      column += weight * (pixel % SIZE);
      row += weight * (pixel / SIZE);
    }
    return new double[] {area, column / area, row / area};
  }
}
