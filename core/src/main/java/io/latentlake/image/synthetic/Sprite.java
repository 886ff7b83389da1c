package io.latentlake.image.synthetic;

import java.util.Locale;
import java.util.Random;

/**
 * A white shape on black and the factors that make it.
 *
 * @param shape which shape
 * @param scale size, from 0.5 to 1; at 1 the shape spans about half the image
 * @param orientation counter-clockwise turn in radians, from 0 to 2π
 * @param x position across, from 0 (left) to 1; the shape is always whole in the image
 * @param y position down, from 0 (top) to 1
 */
record Sprite(Shape shape, double scale, double orientation, double x, double y) {
  private static final int SUBSAMPLES = 4;

  /** Radius of the shape at scale 1, in image sides. */
  private static final double RADIUS = 0.28;

  /**
   * Shapes, given about the origin and within the unit circle; none looks the same at two turns.
   */
  enum Shape {
    /** A triangle with one far corner. */
    TRIANGLE {
      @Override
      boolean contains(double x, double y) {
        return y >= -0.6 && y <= 1 - 2.6 * StrictMath.abs(x);
      }
    },
    /** Half a disc. */
    HALF_DISC {
      @Override
      boolean contains(double x, double y) {
        return y >= -0.4 && x * x + (y + 0.4) * (y + 0.4) <= 0.8;
      }
    },
    /** The letter L. */
    CORNER {
      @Override
      boolean contains(double x, double y) {
        boolean upright = x <= -0.1 && y <= 0.8;
        boolean foot = x <= 0.6 && y <= -0.4;
        return x >= -0.5 && y >= -0.8 && (upright || foot);
      }
    };

    abstract boolean contains(double x, double y);

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static Sprite of(Random random) {
    Shape[] shapes = Shape.values();
    return new Sprite(
        shapes[random.nextInt(shapes.length)],
        KeyedRandom.between(random, 0.5, 1),
        KeyedRandom.between(random, 0, 2 * StrictMath.PI),
        random.nextDouble(),
        random.nextDouble());
  }

  /** Gives {@code size * size} grey values, 0 to 255, row by row. */
  byte[] draw(int size) {
    double cosine = StrictMath.cos(orientation);
    double sine = StrictMath.sin(orientation);
    double centerX = RADIUS + x * (1 - 2 * RADIUS);
    double centerY = RADIUS + y * (1 - 2 * RADIUS);
    double radius = RADIUS * scale;
    byte[] pixels = new byte[size * size];
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      int inside = 0;
      for (int sample = 0; sample < SUBSAMPLES * SUBSAMPLES; sample++) {
        double across = (pixel % size + (sample % SUBSAMPLES + 0.5) / SUBSAMPLES) / size - centerX;
        // rows count downwards, the shape's own axis points up
        double up = centerY - (pixel / size + (sample / SUBSAMPLES + 0.5) / SUBSAMPLES) / size;
        if (shape.contains(
            (cosine * across + sine * up) / radius, (cosine * up - sine * across) / radius)) {
          inside++;
        }
      }
      pixels[pixel] = (byte) StrictMath.round(255.0 * inside / (SUBSAMPLES * SUBSAMPLES));
    }
    return pixels;
  }
}
