/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Modernise.java FROM.jar TO.jar: writes a library's classes in Java 17's format, otherwise the same. picocli's are in Java 5's, which
 * no AOT cache takes: read and verified anew at every start, they cost 60 ms.
 */
void main(String[] arguments) throws IOException {
    try (JarFile from = new JarFile(arguments[0]);
            JarOutputStream to = new JarOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
        ClassFile format = ClassFile.of(
                // Java 5's format has no stack maps; the newer one must have them.
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(
                                name -> open(from, name.displayName(), name.packageName()))
                        .orElse(ClassHierarchyResolver.defaultResolver())));
        for (JarEntry entry : Collections.list(from.entries())) {
            byte[] bytes = from.getInputStream(entry).readAllBytes();
            boolean isClass = entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
            to.putNextEntry(new JarEntry(entry.getName()));
            to.write(isClass ? format.transformClass(format.parse(bytes), modern()) : bytes);
        }
    }
}

ClassTransform modern() {
    return ClassTransform.transformingMethods(MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL))
            .andThen((builder, element) -> {
                if (element instanceof ClassFileVersion) {
                    builder.withVersion(ClassFile.JAVA_17_VERSION, 0);
                } else {
                    builder.with(element);
                }
            });
}

InputStream open(JarFile jar, String name, String packageName) {
    String path = packageName.isEmpty() ? name : packageName.replace('.', '/') + "/" + name;
    try {
        JarEntry entry = jar.getJarEntry(path + ".class");
        return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
        throw new UncheckedIOException(e);
    }
}
