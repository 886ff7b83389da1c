package io.latentlake.image.synthetic;

import java.util.Locale;
import java.util.Random;

/** The kinds of defect planted in tiles. */
public enum Defect {
  /** A thin dark line. */
  SCRATCH {
    @Override
    Flaw draw(Random random, WovenSurface surface) {
      double angle = KeyedRandom.between(random, 0, StrictMath.PI);
      double directionX = StrictMath.cos(angle);
      double directionY = StrictMath.sin(angle);
      double centerX = KeyedRandom.between(random, 0.35, 0.65);
      double centerY = KeyedRandom.between(random, 0.35, 0.65);
      double halfLength = KeyedRandom.between(random, 0.28, 0.42);
      double halfWidth = KeyedRandom.between(random, 0.026, 0.038);
      double bend = KeyedRandom.between(random, -0.6, 0.6);
      return new Flaw(
          (x, y) -> {
            double along = directionX * (x - centerX) + directionY * (y - centerY);
            double across = directionX * (y - centerY) - directionY * (x - centerX);
            double off = across - bend * (along * along - halfLength * halfLength / 2);
            return StrictMath.abs(along) <= halfLength && StrictMath.abs(off) <= halfWidth ? 1 : 0;
          },
          Flaw.paint(0.06, 0.05, 0.05, 0.95));
    }
  },

  /** A round stain, dark or pale. */
  SPOT {
    @Override
    Flaw draw(Random random, WovenSurface surface) {
      double centerX = KeyedRandom.between(random, 0.2, 0.8);
      double centerY = KeyedRandom.between(random, 0.2, 0.8);
      double radius = KeyedRandom.between(random, 0.095, 0.14);
      boolean dark = random.nextBoolean();
      return new Flaw(
          (x, y) -> {
            double distance = StrictMath.hypot(x - centerX, y - centerY);
            return Flaw.fade((radius - distance) / (0.3 * radius));
          },
          dark ? Flaw.paint(0.10, 0.06, 0.03, 0.9) : Flaw.paint(0.98, 0.96, 0.88, 0.9));
    }
  },

  /** A piece without threads: the dark backing shows. */
  MISSING {
    @Override
    Flaw draw(Random random, WovenSurface surface) {
      double centerX = KeyedRandom.between(random, 0.25, 0.75);
      double centerY = KeyedRandom.between(random, 0.25, 0.75);
      double u = surface.acrossWarp(centerX, centerY);
      double v = surface.acrossWeft(centerX, centerY);
      double halfU = KeyedRandom.between(random, 0.4, 0.75);
      double halfV = KeyedRandom.between(random, 0.4, 0.75);
      return new Flaw(
          (x, y) ->
              StrictMath.abs(surface.acrossWarp(x, y) - u) <= halfU
                      && StrictMath.abs(surface.acrossWeft(x, y) - v) <= halfV
                  ? 1
                  : 0,
          Flaw.paint(0.07, 0.06, 0.08, 1));
    }
  },

  /** A patch dyed in a wrong colour; the threads stay. */
  COLOUR {
    @Override
    Flaw draw(Random random, WovenSurface surface) {
      double centerX = KeyedRandom.between(random, 0.28, 0.72);
      double centerY = KeyedRandom.between(random, 0.28, 0.72);
      double radiusX = KeyedRandom.between(random, 0.18, 0.26);
      double radiusY = KeyedRandom.between(random, 0.18, 0.26);
      double[][] dyes = {{1.45, 0.6, 0.55}, {0.55, 1.35, 0.6}, {0.5, 0.65, 1.5}};
      double[] dye = dyes[random.nextInt(dyes.length)];
      return new Flaw(
          (x, y) -> {
            double distance = StrictMath.hypot((x - centerX) / radiusX, (y - centerY) / radiusY);
            return Flaw.fade((1 - distance) / 0.3);
          },
          (reflectance, coverage) -> {
            for (int channel = 0; channel < 3; channel++) {
              reflectance[channel] *= 1 + coverage * (dye[channel] - 1);
            }
          });
    }
  };

  /** Draws position and appearance of this defect on a surface. */
  abstract Flaw draw(Random random, WovenSurface surface);

  /**
   * Names the defect as its folder and label do.
   *
   * @return the name in lower case
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
