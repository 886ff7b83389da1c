/** Random changes that training images undergo so that a network does not learn them by heart. */
package io.latentlake.image.augment;
