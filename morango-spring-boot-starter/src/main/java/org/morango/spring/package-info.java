/**
 * A Spring Boot application as a Morango peer: its properties, its syncs with other peers, the interfaces it may
 * implement. Nothing here knows of optional libraries or of the auto-configurations.
 */
@NullMarked
package org.morango.spring;

import org.jspecify.annotations.NullMarked;
