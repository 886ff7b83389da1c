package io.latentlake.backbone;

import io.latentlake.architecture.Shape;
import java.util.Comparator;
import java.util.List;

/** The places that maps of several layers are resized to. */
public enum FeatureGrid {
  /** Those of the layer with the most. */
  FINEST,
  /** Those of the layer with the fewest. */
  COARSEST;

  private static final Comparator<Shape> PLACES =
      Comparator.comparingInt(map -> map.height() * map.width());

  /** Joins maps: as many channels as all have together, at the places of one. */
  Shape join(List<Shape> maps) {
    Shape of = maps.stream().max(this == FINEST ? PLACES : PLACES.reversed()).orElseThrow();
    int channels = maps.stream().mapToInt(Shape::channels).sum();
    return new Shape(channels, of.height(), of.width());
  }
}
