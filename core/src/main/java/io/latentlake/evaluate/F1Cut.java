package io.latentlake.evaluate;

/**
 * The threshold of highest F1 on items whose truth is known. It is chosen with the labels, so its
 * F1 is what no threshold exceeds on these items, not what to expect of others.
 *
 * @param f1 2 × found / (anomalies + found + false alarms), where items above the threshold are
 *     called anomalies; of equals, the highest threshold
 * @param threshold halfway between the lowest score above it and the next lower score; just below
 *     the lowest score if all items are above it
 */
public record F1Cut(double f1, double threshold) {}
