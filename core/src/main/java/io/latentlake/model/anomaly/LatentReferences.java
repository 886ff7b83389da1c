package io.latentlake.model.anomaly;

import io.latentlake.image.ImageShape;
import io.latentlake.kernel.OffHeap;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.ModelOptions;
import io.latentlake.model.Reconstructions;
import io.latentlake.model.ScoreFitting;
import java.io.Serializable;
import java.util.Comparator;
import java.util.TreeMap;

/** Latents of up to 2,000 training images, chosen by a hash of the image id; one after another. */
final class LatentReferences implements ScoreFitting {
  /** The most latents that are kept. */
  static final int MOST = 2000;

  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "latent_references";
  }

  @Override
  public Images images() {
    return Images.TRAINING;
  }

  @Override
  public Tally tally(ModelOptions options, ImageShape shape) {
    return new Lowest(options.latent());
  }

  @Override
  public boolean accepts(int length, ModelOptions options, ImageShape shape) {
    int units = options.latent();
    return length > 0 && length % units == 0 && length / units <= MOST;
  }

  /** Orders images at random, but always alike. */
  private record Key(long hash, String imageId) implements Comparable<Key>, Serializable {
    private static final Comparator<Key> ORDER =
        Comparator.comparingLong(Key::hash).thenComparing(Key::imageId);
    private static final KeyedNoise DRAWS = new KeyedNoise(KeyedNoise.Purpose.REFERENCES, 0);

    static Key of(String imageId) {
      return new Key(DRAWS.random(imageId, 0).nextLong(), imageId);
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Lowest implements Tally {
    private static final long serialVersionUID = 1L;

    private final int units;
    private final TreeMap<Key, float[]> latents = new TreeMap<>();

    Lowest(int units) {
      this.units = units;
    }

    @Override
    public void add(String[] imageIds, Reconstructions found) {
      float[][] rows = OffHeap.rows(found.posterior().mean());
      for (int i = 0; i < rows.length; i++) {
        keep(Key.of(imageIds[i]), rows[i]);
      }
    }

    @Override
    public void add(Tally other) {
      ((Lowest) other).latents.forEach(this::keep);
    }

    private void keep(Key key, float[] latent) {
      latents.put(key, latent);
      if (latents.size() > MOST) {
        latents.pollLastEntry();
      }
    }

    @Override
    public float[] result() {
      if (latents.isEmpty()) {
        throw new IllegalStateException("there are no latents to compare with");
      }
      float[] rows = new float[latents.size() * units];
      int at = 0;
      for (float[] latent : latents.values()) {
        System.arraycopy(latent, 0, rows, at, units);
        at += units;
      }
      return rows;
    }
  }
}
