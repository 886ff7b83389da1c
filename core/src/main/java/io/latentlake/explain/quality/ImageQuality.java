package io.latentlake.explain.quality;

import java.util.OptionalDouble;

/**
 * Measures of one image's map. One that does not exist for the map is empty.
 *
 * @param map a number for each pixel, row by row
 * @param completenessGap |convergence delta| as a share of the sum of absolute values; 0 is best
 * @param infidelity see {@link Infidelity#raw}; low is better
 * @param infidelityScaled see {@link Infidelity#scaled}; low is better
 * @param maxSensitivity most change of the map, as a share of its norm, when pixels change a
 *     little; low is better
 * @param deletionArea mean of the number, in the larger of its absolute values at the image and at
 *     the blurred image, while pixels are blurred from the highest value down; low is better
 * @param insertionArea the same while pixels are put into the blurred image from the highest value
 *     down; high is better
 * @param randomDeletionArea the same as {@code deletionArea} in a random order
 * @param codeShiftArea mean distance of the code from the image's, in norms of that, while pixels
 *     are deleted from the highest absolute value down; high is better
 * @param randomCodeShiftArea the same in a random order
 * @param gini sparseness of the absolute values, 0 to 1; high is sparse
 * @param randomisationCorrelation rank correlation with the map of a network that was never
 *     trained; near 0 if the map depends on what was learnt
 */
public record ImageQuality(
    float[] map,
    OptionalDouble completenessGap,
    OptionalDouble infidelity,
    OptionalDouble infidelityScaled,
    OptionalDouble maxSensitivity,
    OptionalDouble deletionArea,
    OptionalDouble insertionArea,
    OptionalDouble randomDeletionArea,
    OptionalDouble codeShiftArea,
    OptionalDouble randomCodeShiftArea,
    OptionalDouble gini,
    OptionalDouble randomisationCorrelation) {}
