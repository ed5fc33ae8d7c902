# install.cmake - installs the unit with the program's place in it
#
# Given: bindir and unit. A program below another prefix than /usr is started from there.
file(READ "${unit}" text)
if(NOT IS_ABSOLUTE "${bindir}")
  set(bindir "${CMAKE_INSTALL_PREFIX}/${bindir}")
endif()
string(REPLACE "/usr/bin/" "${bindir}/" text "${text}")
set(folder "${CMAKE_INSTALL_PREFIX}/lib/systemd/system")
message(STATUS "Installing: $ENV{DESTDIR}${folder}/lyncscope@.service")
file(WRITE "$ENV{DESTDIR}${folder}/lyncscope@.service" "${text}")
