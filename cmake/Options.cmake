# What every target of the project is compiled with.
add_library(parkgate_options INTERFACE)
target_include_directories(parkgate_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(parkgate_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wimplicit-fallthrough -Wswitch -Werror
  -fstack-protector-strong -fno-omit-frame-pointer)
target_link_options(parkgate_options INTERFACE -fuse-ld=lld -Wl,-z,relro,-z,now)
target_compile_definitions(parkgate_options INTERFACE PARKGATE_VERSION="${PROJECT_VERSION}")

if(PARKGATE_SANITIZE)
  # Without no-recover UBSan reports and then exits 0.
  target_compile_options(parkgate_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_link_options(parkgate_options INTERFACE -fsanitize=address,undefined)
else()
  target_compile_definitions(parkgate_options INTERFACE $<$<CONFIG:Release,RelWithDebInfo>:_FORTIFY_SOURCE=2>)
endif()
