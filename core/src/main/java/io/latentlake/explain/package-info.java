/**
 * Attribution maps: targets, methods, baselines, and measures of a map's quality. Arrays in, arrays
 * out.
 */
package io.latentlake.explain;
