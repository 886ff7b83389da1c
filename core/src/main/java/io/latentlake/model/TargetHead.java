package io.latentlake.model;

import java.util.Map;

/**
 * A target as a function of what the network gives at its places, and of the images themselves: its
 * values and how they change with each.
 *
 * @param values a value per image, unit of the target
 * @param byPlaces derivative by what is given at each place, image by image
 * @param byImages derivative by the pixels, what the network gives held fixed: 0 unless the target
 *     compares with the image
 */
public record TargetHead(double[] values, Map<String, double[]> byPlaces, double[] byImages) {}
