/** A Quarkus application as a Morango peer: its configuration, its beans, its route, the interfaces it may implement. */
@NullMarked
package org.morango.quarkus;

import org.jspecify.annotations.NullMarked;
