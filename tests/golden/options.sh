# shellcheck shell=bash
# Sourced: the options that a scene asks for.
#
# site.yaml beside the scene is the topology, unless the scene's first line says "no topology",
# "# topology: FILE..." names others or there is an XML topology of the scene's name beside it.
# "# catalogs: NAME..." names the catalogs or files beside the scene, else it is the usual two.
# NAME.accepted.yaml beside it are exceptions.

# scene_options FILE.scene: sets the array options
scene_options() {
    local scene=$1 folder name named
    folder=$(dirname "$scene")
    local sites=("$folder/site.yaml")
    options=()
    [ -f "${scene%.scene}.accepted.yaml" ] && options+=(-x "${scene%.scene}.accepted.yaml")
    [ -f "${scene%.scene}.xml" ] && sites=("${scene%.scene}.xml")
    named=$(sed -n 's/^# topology: //p' "$scene")
    [ -n "$named" ] && sites=()
    for name in $named; do
        sites+=("$folder/$name")
    done
    head -n 1 "$scene" | grep -q 'no topology' && sites=()
    for name in ${sites[@]+"${sites[@]}"}; do
        options+=(-t "$name")
    done
    for name in $(sed -n 's/^# catalogs: //p' "$scene"); do
        [ "${name%.yaml}" = "$name" ] || name=$folder/$name
        options+=(-C "$name")
    done
}
