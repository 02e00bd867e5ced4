package org.morango.hibernate.enhanced;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.bytecode.enhance.spi.DefaultEnhancementContext;
import org.hibernate.bytecode.enhance.spi.Enhancer;
import org.hibernate.bytecode.enhance.spi.UnloadedClass;
import org.hibernate.bytecode.enhance.spi.UnloadedField;
import org.hibernate.bytecode.internal.BytecodeProviderInitiator;

/** Loads {@link EnhancedEntities} as Hibernate's Maven and Gradle plugins would leave them. */
public final class EnhancingLoader extends ClassLoader {
    private static final List<String> NAMES = Stream.concat(
                    Stream.of(EnhancedEntities.class), Arrays.stream(EnhancedEntities.class.getDeclaredClasses()))
            .map(Class::getName)
            .toList();

    private final Enhancer enhancer;

    public EnhancingLoader(boolean tracksChanges, boolean loadsLazily, boolean managesAssociations) {
        super(EnhancingLoader.class.getClassLoader());
        this.enhancer = BytecodeProviderInitiator.buildDefaultBytecodeProvider()
                .getEnhancer(new DefaultEnhancementContext() {
                    @Override
                    public ClassLoader getLoadingClassLoader() {
                        return EnhancingLoader.class.getClassLoader();
                    }

                    @Override
                    public boolean doDirtyCheckingInline(UnloadedClass type) {
                        return tracksChanges;
                    }

                    @Override
                    public boolean hasLazyLoadableAttributes(UnloadedClass type) {
                        return loadsLazily;
                    }

                    @Override
                    public boolean isLazyLoadable(UnloadedField field) {
                        return loadsLazily;
                    }

                    @Override
                    public boolean doBiDirectionalAssociationManagement(UnloadedField field) {
                        return managesAssociations;
                    }

                    @Override
                    public boolean doExtendedEnhancement(UnloadedClass type) {
                        return false;
                    }
                });
        for (Class<?> type : EnhancedEntities.class.getDeclaredClasses()) {
            enhancer.discoverTypes(type.getName(), bytes(type.getName()));
        }
    }

    /** Returns the enhanced entities. */
    public List<Class<?>> entities() {
        return Arrays.stream(EnhancedEntities.class.getDeclaredClasses())
                .<Class<?>>map(type -> enhanced(type.getName()))
                .filter(type -> type.isAnnotationPresent(jakarta.persistence.Entity.class))
                .toList();
    }

    private Class<?> enhanced(String name) {
        try {
            return loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!NAMES.contains(name)) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            byte[] plain = bytes(name);
            byte[] enhanced = enhancer.enhance(name, plain);
            byte[] code = enhanced == null ? plain : enhanced;
            return defineClass(name, code, 0, code.length);
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream code =
                EnhancingLoader.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
            return code.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
